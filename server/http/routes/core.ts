import type { coreRoutes, Me, Reply } from '../../../contract/api.js';
import type { Records } from '../../records/records.js';
import type { IsAdministrator } from '../../identity/administrators.js';
import type { HandlersOf } from './route.js';

export interface CoreNeeds {
  version: string;
  category: string;
  isHealthy(): Promise<boolean>;
  records: Pick<Records, 'workspace'>;
  isAdministrator: IsAdministrator;
  audit: { verify(tenantId: string): Promise<Reply<'GET /audit/verify'>> };
}

export const coreHandlers: HandlersOf<typeof coreRoutes, CoreNeeds> = {
  'GET /health': async (needs) => ({
    status: (await needs.isHealthy()) ? 'ok' : 'unavailable',
    version: needs.version,
  }),
  'GET /me': async (needs, { principal }): Promise<Me> => ({
    user: { name: principal.name, address: principal.address },
    isAdministrator: await needs.isAdministrator(principal),
    ...(await needs.records.workspace(principal.tenantId)),
    version: needs.version,
    category: needs.category,
  }),
  'GET /audit/verify': (needs, { principal }) => needs.audit.verify(principal.tenantId),
};
