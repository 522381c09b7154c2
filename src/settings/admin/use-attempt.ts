import { useState } from 'react';
import { sortError, type PaneError } from '../../api/errors.js';

/** One thing at a time: what is under way by its name, and why the last one did not go. */
export function useAttempt() {
  const [busy, setBusy] = useState<string>();
  const [error, setError] = useState<PaneError>();
  const attempt = async (name: string, work: () => Promise<void>): Promise<void> => {
    setBusy(name);
    setError(undefined);
    try {
      await work();
    } catch (thrown) {
      setError(sortError(thrown));
    } finally {
      setBusy(undefined);
    }
  };
  return { busy, error, attempt };
}
