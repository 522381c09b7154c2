import { useEffect } from 'react';

/**
 * Asks a question again and again, so long after each answer; not while nobody looks at the page, and not at all without a time.
 * An answer that takes longer than that is waited for: asking anew would throw it away, and a slow server would never be heard.
 */
export function useLookAgain(reload: () => Promise<void>, afterMs: number | undefined): void {
  useEffect(() => {
    if (afterMs === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const wait = () => {
      if (!isOver) timer = setTimeout(look, afterMs);
    };
    const look = () => void (document.hidden ? Promise.resolve() : reload()).then(wait);
    wait();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [reload, afterMs]);
}
