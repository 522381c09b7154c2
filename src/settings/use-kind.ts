import type { Lack } from '../../contract/connection-kinds.js';
import type { Permission } from '../../contract/connection.js';
import type { Reply } from '../../contract/api.js';
import { useQuery, type QueryCache } from '../api/query.js';
import { useSettings } from './settings.js';

/** Permissions that lead nowhere without the feature. */
export const featureOf: Partial<Record<Permission, Lack['feature']>> = {
  sites: 'sites',
  shared: 'shared',
  rooms: 'rooms',
  teams: 'teams',
};

type Kind = Reply<'GET /connection/kind'>;
/** Several parts of one page ask at the same moment: Microsoft is asked once. */
const asked = new WeakMap<QueryCache, Promise<Kind>>();

/** What kind of account the person has. Until it is known, and where it cannot be, nothing is said to be missing. */
export function useKind(): Kind {
  const { api, cache } = useSettings();
  const { data } = useQuery(cache, 'kind', () => {
    const question = asked.get(cache) ?? api.call('GET /connection/kind', {}).finally(() => void asked.delete(cache));
    asked.set(cache, question);
    return question;
  });
  return data ?? { kind: 'work', lacks: [] };
}
