/** Whether sign-in data was cleared since this page was loaded: the same trouble after it is the browser's. */
let isCleared = false;
export const noteCleared = (): void => {
  isCleared = true;
};
export const wasCleared = (): boolean => isCleared;
