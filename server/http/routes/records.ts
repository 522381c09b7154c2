import type { recordRoutes } from '../../../contract/records.js';
import type { Records } from '../../records/records.js';
import type { HandlersOf } from './route.js';

export interface RecordNeeds {
  records: Pick<Records, 'search' | 'form' | 'create' | 'wish' | 'get'>;
}

export const recordHandlers: HandlersOf<typeof recordRoutes, RecordNeeds> = {
  'POST /records/search': (needs, { principal, body }) => needs.records.search(principal, body.query, body.for),
  'POST /records/form': (needs, { principal, body }) => needs.records.form(principal, body),
  'POST /records': (needs, { principal, body }) => needs.records.create(principal, body),
  'GET /records/wishes/:id': (needs, { principal, params }) => needs.records.wish(principal, params.id),
  'GET /records/:module/:id': (needs, { principal, params }) => needs.records.get(principal, params),
};
