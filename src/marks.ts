/**
 * Moments the bench reads. `content` and `suggestions` are set when real data stands on the screen, never for a
 * skeleton: a measurement that counts the skeleton as content flatters the pane.
 */
export const mark = {
  content(): void {
    if (performance.getEntriesByName('coherence:content').length === 0) performance.mark('coherence:content');
  },
  suggestions(itemId: string): void {
    performance.clearMarks('coherence:suggestions'); // a pane open for a week must not collect them
    performance.mark('coherence:suggestions', { detail: itemId });
  },
};

/** Sets `coherence:first-paint` at the time the browser itself reports. */
export function markFirstPaint(): void {
  if (typeof PerformanceObserver === 'undefined') return;
  new PerformanceObserver((list, observer) => {
    const entry = list.getEntriesByName('first-contentful-paint')[0];
    if (!entry) return;
    performance.mark('coherence:first-paint', { startTime: entry.startTime });
    observer.disconnect();
  }).observe({ type: 'paint', buffered: true });
}
