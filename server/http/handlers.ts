import type { Body, Filing, Me, Params, Query, Reply, RouteKey } from '../../contract/api.js';
import type { Principal } from '../base/principal.js';
import type { Records } from '../records/records.js';

/** What the routes ask of the rooms below. */
export interface Needs {
  version: string;
  category: string;
  isHealthy(): Promise<boolean>;
  records: Pick<Records, 'match' | 'search' | 'form' | 'create' | 'wish' | 'get' | 'workspace'>;
  filing: {
    file(principal: Principal, request: Body<'POST /filings'>): Promise<Filing[]>;
    get(viewer: Principal, id: string): Promise<Filing>;
    of(viewer: Principal, internetMessageId: string): Promise<{ filings: Filing[]; hidden: number }>;
    timeline(
      viewer: Principal,
      ref: { module: string; id: string },
      before?: string,
    ): Promise<Reply<'GET /records/:module/:id/timeline'>>;
    removal(viewer: Principal, id: string): Promise<Reply<'GET /filings/:id/removal'>>;
    unfile(principal: Principal, id: string): Promise<Filing>;
    retry(principal: Principal, id: string): Promise<Filing>;
  };
  audit: { verify(tenantId: string): Promise<Reply<'GET /audit/verify'>> };
}
export interface Input<K extends RouteKey> {
  principal: Principal;
  params: Params<K>;
  query: Query<K>;
  body: Body<K>;
}
type Handlers = { [K in RouteKey]: (needs: Needs, input: Input<K>) => Promise<Reply<K>> };

/** One line a route: what is asked goes to the room that knows. */
export const handlers: Handlers = {
  'GET /health': async (needs) => ({
    status: (await needs.isHealthy()) ? 'ok' : 'unavailable',
    version: needs.version,
  }),
  'GET /me': async (needs, { principal }): Promise<Me> => ({
    user: { name: principal.name, address: principal.address },
    ...(await needs.records.workspace(principal.tenantId)),
    version: needs.version,
    category: needs.category,
  }),
  'POST /matches': async (needs, { principal, body }) => {
    const [matches, { filings, hidden }] = await Promise.all([
      needs.records.match(principal, body),
      needs.filing.of(principal, body.internetMessageId),
    ]);
    return { ...matches, filings, hiddenFilings: hidden };
  },
  'POST /records/search': (needs, { principal, body }) => needs.records.search(principal, body.query),
  'POST /records/form': (needs, { principal, body }) => needs.records.form(principal, body),
  'POST /records': (needs, { principal, body }) => needs.records.create(principal, body),
  'GET /records/wishes/:id': (needs, { principal, params }) => needs.records.wish(principal, params.id),
  'GET /records/:module/:id': (needs, { principal, params }) => needs.records.get(principal, params),
  'GET /records/:module/:id/timeline': (needs, { principal, params, query }) =>
    needs.filing.timeline(principal, params, query.before),
  'POST /filings': async (needs, { principal, body }) => ({ filings: await needs.filing.file(principal, body) }),
  'GET /filings/:id': (needs, { principal, params }) => needs.filing.get(principal, params.id),
  'GET /filings/:id/removal': (needs, { principal, params }) => needs.filing.removal(principal, params.id),
  'POST /filings/:id/unfile': (needs, { principal, params }) => needs.filing.unfile(principal, params.id),
  'POST /filings/:id/retry': (needs, { principal, params }) => needs.filing.retry(principal, params.id),
  'GET /audit/verify': (needs, { principal }) => needs.audit.verify(principal.tenantId),
};
