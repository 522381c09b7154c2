/** Languages that are written from right to left, of those that Microsoft 365 and browsers name. */
const fromRight = /^(ar|ckb|dv|fa|he|iw|ks|prs|ps|sd|syr|ug|ur|yi)\b/i;

/** Lays the page out as the reader of this language (`ar-SA`) is used to; texts keep their own direction. */
export function followLanguage(language: string | undefined): void {
  document.documentElement.dir = fromRight.test(language ?? '') ? 'rtl' : 'ltr';
}

export const isFromRight = (): boolean => document.documentElement.dir === 'rtl';
/** The key that goes on to what stands next, as the reader sees it, and the one that goes back. */
export const arrows = () =>
  isFromRight() ? { next: 'ArrowLeft', previous: 'ArrowRight' } : { next: 'ArrowRight', previous: 'ArrowLeft' };
