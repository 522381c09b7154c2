import type { fileRoutes } from '../../../contract/files.js';
import type { Folders } from '../../workloads/files/folders.js';
import type { HandlersOf } from './route.js';

export interface FileNeeds {
  folders: Omit<Folders, 'carryOn' | 'wish' | 'drain'>;
}

export const fileHandlers: HandlersOf<typeof fileRoutes, FileNeeds> = {
  'GET /files/settings': ({ folders }, { principal }) => folders.settings(principal),
  'PUT /files/settings': ({ folders }, { principal, body }) => folders.save(principal, body),
  'POST /files/settings/preview': ({ folders }, { principal, body }) => folders.preview(principal, body.template),
  'GET /files/runs': async ({ folders }, { principal }) => ({ runs: await folders.runs(principal) }),
  'POST /files/runs': ({ folders }, { principal, body }) => folders.begin(principal, body.module),
  'GET /files/runs/:run': ({ folders }, { principal, params }) => folders.run(principal, params.run),
  'POST /files/runs/:run/pause': ({ folders }, { principal, params }) => folders.order(principal, params.run, 'pause'),
  'POST /files/runs/:run/resume': ({ folders }, { principal, params }) =>
    folders.order(principal, params.run, 'resume'),
  'POST /files/runs/:run/cancel': ({ folders }, { principal, params }) =>
    folders.order(principal, params.run, 'cancel'),
  'POST /files/runs/:run/retry': ({ folders }, { principal, params }) => folders.order(principal, params.run, 'retry'),
  'POST /files/runs/:run/answer': ({ folders }, { principal, params, body }) =>
    folders.answer(principal, params.run, body),
  'POST /files/runs/:run/items': ({ folders }, { principal, params, body }) =>
    folders.items(principal, params.run, body),
  'POST /files/runs/:run/csv': async ({ folders }, { principal, params }) => ({
    csv: await folders.table(principal, params.run),
  }),
  'GET /records/:module/:id/folder': ({ folders }, { principal, params }) => folders.ofRecord(principal, params),
  'POST /records/:module/:id/folder': ({ folders }, { principal, params, body }) =>
    folders.make(principal, params, body.taken),
};
