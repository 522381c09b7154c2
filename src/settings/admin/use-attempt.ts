import { useState } from 'react';
import { sortError, type PaneError } from '../../api/errors.js';
import { announce } from '../../ui/announce.js';

/**
 * One thing at a time: what is under way by its name, why the last one did not go, and what it led to, where it says so: that is for
 * whoever looks, and told to a screen reader here.
 */
export function useAttempt() {
  const [busy, setBusy] = useState<string>();
  const [error, setError] = useState<PaneError>();
  const [failed, setFailed] = useState<string>();
  const [done, setDone] = useState<{ name: string; text: string }>();
  const attempt = async (name: string, work: () => Promise<string | void>): Promise<void> => {
    setBusy(name);
    setError(undefined);
    setFailed(undefined);
    setDone(undefined);
    try {
      const text = await work();
      if (text) {
        setDone({ name, text });
        announce(text);
      }
    } catch (thrown) {
      setError(sortError(thrown));
      setFailed(name);
    } finally {
      setBusy(undefined);
    }
  };
  return { busy, error, failed, done, attempt };
}
