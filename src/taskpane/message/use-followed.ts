import { useEffect, useRef } from 'react';
import type { Filing } from '../../../contract/api.js';
import { matchesKey, usePane, withFilings } from '../pane.js';

const firstMs = 700;
const longestMs = 5_000;

/**
 * Asks for the filings that are still worked on, ever less often, until they are settled. A hidden pane asks seldom. When one
 * was taken back, what was suggested because of it is asked for anew by `onTakenBack`.
 */
export function useFollowed(internetMessageId: string, filings: Filing[], onTakenBack: () => void): void {
  const { api, cache } = usePane();
  const working = filings
    .filter((it) => it.isWorking)
    .map((it) => it.id)
    .join(' ');
  const takenBack = useRef(onTakenBack);
  useEffect(() => {
    takenBack.current = onTakenBack;
  });
  useEffect(() => {
    if (!working) return;
    const controller = new AbortController();
    let waitMs = firstMs;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      try {
        const fresh = await Promise.all(
          working
            .split(' ')
            .map((id) => api.call('GET /filings/:id', { params: { id } }, { signal: controller.signal })),
        );
        if (!controller.signal.aborted) {
          cache.change(matchesKey(internetMessageId), withFilings(fresh));
          if (fresh.some((it) => it.state === 'unfiled')) takenBack.current();
        }
      } catch {
        /* the next round tells; what is on the screen stays true enough */
      }
      if (!controller.signal.aborted) plan();
    };
    const plan = () => {
      timer = setTimeout(
        () => {
          void ask();
        },
        document.hidden ? longestMs * 4 : waitMs,
      );
      waitMs = Math.min(longestMs, waitMs * 1.4);
    };
    plan();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [api, cache, internetMessageId, working]);
}
