import type { Lack } from '../../contract/connection-kinds.js';
import type { Permission } from '../../contract/connection.js';
import type { Reply } from '../../contract/api.js';
import { useQuery } from '../api/query.js';
import { useSettings } from './settings.js';

/** Permissions that lead nowhere without the feature. */
export const featureOf: Partial<Record<Permission, Lack['feature']>> = {
  sites: 'sites',
  shared: 'shared',
  rooms: 'rooms',
  teams: 'teams',
};

/** What kind of account the person has. Until it is known, and where it cannot be, nothing is said to be missing. */
export function useKind(): Reply<'GET /connection/kind'> {
  const { api, cache } = useSettings();
  const { data } = useQuery(cache, 'kind', (signal) => api.call('GET /connection/kind', {}, { signal }));
  return data ?? { kind: 'work', lacks: [] };
}
