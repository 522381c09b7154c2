import type { BatchAnswer } from '../graph/batch.js';
import type { Broken } from './workload.js';

type Gone = { kind: 'gone'; graphId: string };

/**
 * What a batch answered about items that were asked for by id, in their order: as they are now, or gone. One that cannot be read is told
 * and passed over; when it is the service, or somebody has to do something first, the page waits and the error is thrown.
 */
export function changesOf<Raw extends object, It extends { kind: string }, Change>(
  ids: string[],
  answers: BatchAnswer<Raw>[],
  translate: (raw: Raw & { id: string }) => It,
  toChange: (it: Extract<It, { kind: 'here' }>) => Change,
): { changes: (Change | Gone)[]; broken: Broken[] } {
  const changes: (Change | Gone)[] = [];
  const broken: Broken[] = [];
  for (const [i, { value, error }] of answers.entries()) {
    const graphId = ids[i] ?? '';
    if (error?.code === 'not_found') changes.push({ kind: 'gone', graphId });
    else if (error) {
      if (error.code === 'throttled' || answers.every((it) => it.error) || error.spec.actor === 'person') throw error;
      broken.push({ graphId, why: error.code });
    } else {
      const it = translate({ ...value, id: graphId });
      if (it.kind === 'here') changes.push(toChange(it as Extract<It, { kind: 'here' }>));
      else broken.push({ graphId, why: 'why' in it ? String(it.why) : 'members are missing' });
    }
  }
  return { changes, broken };
}
