/**
 * Office.js listens on `window` for Tab and Escape and moves the focus itself: radio buttons become separate stops and Escape
 * always jumps to the first control. Stopping both keys at the document leaves them to the page and the browser.
 */
export function letKeysThrough(page: Document = document): () => void {
  const stop = (event: KeyboardEvent) => {
    if (event.key === 'Tab' || event.key === 'Escape') event.stopPropagation();
  };
  page.addEventListener('keydown', stop);
  return () => page.removeEventListener('keydown', stop);
}
