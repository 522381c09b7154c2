import type { RouteKey } from '../../../contract/api.js';
import { usualFiles } from '../folders.js';
import { ask, twin, type Attempt } from './side.js';

const ofRun =
  (method: string, path: string, body?: unknown): Attempt =>
  ({ runId }, by) => [ask(by, method, `/files/runs/${runId}${path}`, body)];

/** Files of records, folders, and who may open them. */
export const files = {
  'GET /records/:module/:id/access': ({ record, module }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}/access`),
    ask(by, 'GET', `/records/${module}/rec_e1/access`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}/access`),
  ],
  'POST /records/:module/:id/access/:folder': ({ record, folderId }, by) =>
    [record, twin].map((it) =>
      ask(by, 'POST', `/records/${it.module}/${it.id}/access/${folderId}`, { act: 'follow', changes: [] }),
    ),
  'GET /access/mappings': (_owner, by) => [ask(by, 'GET', '/access/mappings')],
  'POST /access/mappings': ({ caller }, by) => [
    ask(by, 'POST', '/access/mappings', {
      source: { kind: 'administrators' },
      to: { kind: 'person', id: caller.person.id, name: 'Somebody' }, // what they write themselves, they may read
      role: 'write',
    }),
  ],
  'POST /access/mappings/:mapping/remove': ({ mappingId }, by) => [
    ask(by, 'POST', `/access/mappings/${mappingId}/remove`, {}),
  ],
  'PUT /access/anonymous': (_owner, by) => [ask(by, 'PUT', '/access/anonymous', { allowAnonymous: true })],
  'POST /access/drift': ({ organisation }, by) => [
    ask(by, 'POST', '/access/drift', { show: 'all' }),
    ask(by, 'POST', '/access/drift', { show: 'all', text: organisation.name }),
  ],
  'POST /access/drift/csv': (_owner, by) => [ask(by, 'POST', '/access/drift/csv', { show: 'all' })],
  'POST /access/drift/check': (_owner, by) => [ask(by, 'POST', '/access/drift/check', {})],
  'POST /access/drift/repair': ({ folderId }, by) => [
    ask(by, 'POST', '/access/drift/repair', { folders: [folderId], seenAt: new Date().toISOString() }),
    ask(by, 'POST', '/access/drift/repair', { seenAt: new Date().toISOString() }),
  ],
  'PUT /access/schedule': (_owner, by) => [ask(by, 'PUT', '/access/schedule', { every: 'daily', repairs: true })],
  'GET /files/settings': (_owner, by) => [ask(by, 'GET', '/files/settings')],
  'PUT /files/settings': ({ ownDriveId }, by) => {
    const root = { kind: 'library', driveId: ownDriveId };
    return [ask(by, 'PUT', '/files/settings', { settings: { ...usualFiles, root }, version: 1 })];
  },
  'POST /files/settings/preview': (_owner, by) => [
    ask(by, 'POST', '/files/settings/preview', { template: '{Module}/{Record} {Code}' }),
  ],
  'GET /files/runs': (_owner, by) => [ask(by, 'GET', '/files/runs')],
  'POST /files/runs': ({ module }, by) => [ask(by, 'POST', '/files/runs', { module })],
  'GET /files/runs/:run': ofRun('GET', ''),
  'POST /files/runs/:run/pause': ofRun('POST', '/pause', {}),
  'POST /files/runs/:run/resume': ofRun('POST', '/resume', {}),
  'POST /files/runs/:run/cancel': ofRun('POST', '/cancel', {}),
  'POST /files/runs/:run/retry': ofRun('POST', '/retry', {}),
  'POST /files/runs/:run/answer': ofRun('POST', '/answer', { answer: 'use' }),
  'POST /files/runs/:run/items': ofRun('POST', '/items', {}),
  'POST /files/runs/:run/csv': ofRun('POST', '/csv', {}),
  'GET /records/:module/:id/folder': ({ record }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}/folder`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}/folder`),
  ],
  'POST /records/:module/:id/folder': ({ record }, by) => [
    ask(by, 'POST', `/records/${record.module}/${record.id}/folder`, {}),
    ask(by, 'POST', `/records/${twin.module}/${twin.id}/folder`, {}),
  ],
  'GET /records/:module/:id/files': ({ record }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}/files`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}/files`),
  ],
  'POST /records/:module/:id/files': ({ record, file }, by) => [
    ask(by, 'POST', `/records/${record.module}/${record.id}/files`, { file }),
    ask(by, 'POST', `/records/${by.record.module}/${by.record.id}/files`, { file }),
  ],
  'POST /files/links/:id/unlink': ({ fileLinkId }, by) => [ask(by, 'POST', `/files/links/${fileLinkId}/unlink`)],
  'POST /files/links/:id/restore': ({ fileLinkId }, by) => [ask(by, 'POST', `/files/links/${fileLinkId}/restore`)],
  'POST /files/preview': ({ file }, by) => [ask(by, 'POST', '/files/preview', file)],
  'POST /files/browse': ({ file }, by) => [
    ask(by, 'POST', '/files/browse', { place: { from: 'folder', ...file } }),
    ask(by, 'POST', '/files/browse', { place: { from: 'folder', driveId: file.driveId } }),
    ...['recent', 'mine', 'shared'].map((from) => ask(by, 'POST', '/files/browse', { place: { from } })),
  ],
  'GET /sharepoint': (_owner, by) => [ask(by, 'GET', '/sharepoint')],
  'PUT /sharepoint': (_owner, by) => [ask(by, 'PUT', '/sharepoint', { isOn: true })],
  'POST /sites/browse': (_owner, by) => [ask(by, 'POST', '/sites/browse', { from: 'search', words: '' })],
  'POST /sites/libraries': (_owner, by) => [ask(by, 'POST', '/sites/libraries', { site: 'root' })],
} satisfies Partial<Record<RouteKey, Attempt>>;
