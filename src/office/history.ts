/** Office.js puts null over pushState and replaceState; taking its properties away brings the browser's own back. */
export function restoreHistory(target: Window = window): void {
  const history = target.history as Partial<History>;
  for (const name of ['pushState', 'replaceState'] as const)
    if (Object.hasOwn(history, name) && !history[name]) delete history[name];
}
