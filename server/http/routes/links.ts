import type { linkRoutes } from '../../../contract/links.js';
import type { FileLinking } from '../../workloads/files/linking.js';
import type { HandlersOf } from './route.js';

export interface LinkNeeds {
  files: FileLinking;
}

export const linkHandlers: HandlersOf<typeof linkRoutes, LinkNeeds> = {
  'GET /records/:module/:id/files': (needs, { principal, params }) => needs.files.ofRecord(principal, params),
  'POST /records/:module/:id/files': (needs, { principal, params, body }) =>
    needs.files.link(principal, params, body.file),
  'POST /files/links/:id/unlink': async (needs, { principal, params }) => {
    await needs.files.unlink(principal, params.id);
    return { id: params.id, state: 'unlinked' };
  },
  'POST /files/links/:id/restore': (needs, { principal, params }) => needs.files.restore(principal, params.id),
  'POST /files/preview': (needs, { principal, body }) => needs.files.preview(principal, body),
  'POST /files/browse': (needs, { principal, body }) => needs.files.browse(principal, body),
  'GET /sharepoint': (needs, { principal }) => needs.files.sharePoint(principal),
  'PUT /sharepoint': (needs, { principal, body }) => needs.files.switchSharePoint(principal, body.isOn),
  'POST /sites/browse': (needs, { principal, body }) => needs.files.sites(principal, body),
  'POST /sites/libraries': async (needs, { principal, body }) => ({
    libraries: await needs.files.libraries(principal, body.site),
  }),
};
