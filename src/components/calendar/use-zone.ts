import { useEffect, useSyncExternalStore } from 'react';
import type { Reply } from '../../../contract/api.js';
import type { Api } from '../../api/client.js';
import { useQuery, type QueryCache } from '../../api/query.js';
import { onZone, readersZone, showTimesIn } from '../../text/zone.js';

/**
 * The zone this page shows times in, once the server told which the reader chose; until then the browser's. A page that has it draws
 * itself anew by the value. `reload` asks again.
 */
export function useZone(api: Api, cache: QueryCache): { zone: string; isKnown: boolean; reload(): Promise<void> } {
  const { data, error, reload } = useQuery<Reply<'GET /calendar/zone'>>(cache, 'zone', (signal) =>
    api.call('GET /calendar/zone', {}, { signal }),
  );
  const zone = useSyncExternalStore(onZone, readersZone);
  useEffect(() => {
    if (data) showTimesIn(data.zone);
  }, [data]);
  return { zone, isKnown: data !== undefined || error !== undefined, reload };
}
