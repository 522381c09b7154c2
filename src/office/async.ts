import { PaneError } from '../api/errors.js';

/**
 * An Office `*Async` call as a promise with an end. Office.js drops the answer of a call the host never answered, without
 * calling back, so every call needs its own time limit; an exception inside a callback reaches no one, so nothing runs there.
 */
export function callOffice<T>(
  start: (callback: (result: Office.AsyncResult<T>) => void) => void,
  limitMs = 5_000,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new PaneError('office_failed', 'Outlook did not answer.')), limitMs);
    const end = (act: () => void) => {
      clearTimeout(timer);
      act();
    };
    try {
      start((result) =>
        end(() => {
          if (result.status === ('succeeded' as unknown as Office.AsyncResultStatus)) resolve(result.value);
          else
            reject(
              new PaneError('office_failed', result.error?.message ?? 'Outlook refused.', { cause: result.error }),
            );
        }),
      );
    } catch (thrown) {
      end(() => reject(new PaneError('office_failed', 'Outlook refused.', { cause: thrown })));
    }
  });
}
