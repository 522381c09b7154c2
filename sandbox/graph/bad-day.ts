import type { Behaviour } from '../base/behaviour.js';
import type { Answer } from '../base/exchange.js';
import { GraphRefusal } from './errors.js';

/** Of all requests a share is refused at random; `throttled` makes the 429 of the service that is asked. */
export function refuseAtRandom({ random }: Behaviour, throttled: (seconds: number) => GraphRefusal): void {
  const { share, statuses, retryAfterSeconds } = random;
  if (share <= 0 || Math.random() >= share) return;
  const status = statuses[Math.floor(Math.random() * statuses.length)] ?? 503;
  if (status === 429) throw throttled(retryAfterSeconds);
  throw status === 504
    ? new GraphRefusal(504, 'UnknownError', 'The gateway did not get an answer in time.')
    : new GraphRefusal(status, 'serviceNotAvailable', 'The service is temporarily unavailable.', {
        'retry-after': String(retryAfterSeconds),
      });
}

/** As long as the service takes: once a request, and for each item it answers. */
export async function takeTime({ timing: { requestMs, itemMs } }: Behaviour, { body }: Answer): Promise<void> {
  const items = (body as { value?: unknown[] } | undefined)?.value;
  const ms = requestMs + itemMs * (Array.isArray(items) ? items.length : 1);
  if (requestMs + itemMs > 0)
    await new Promise((resolve) => {
      setTimeout(resolve, ms);
    });
}
