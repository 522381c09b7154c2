import type { RecordRef } from '../../contract/api.js';
import type { FileItem, RecordFiles } from '../../contract/links.js';
import type { Api } from '../api/client.js';

/** What is in a record's folder and linked to it, with the viewer's own right; Microsoft may take its time. */
export const readRecordFiles =
  (api: Api, { module, id }: RecordRef) =>
  (signal: AbortSignal): Promise<RecordFiles> =>
    api.call('GET /records/:module/:id/files', { params: { module, id } }, { signal, timeoutMs: 60_000 });

/** The files of the folders and of the links that could be looked at; one that is both stands twice. */
export const itemsOf = ({ folders, links }: RecordFiles): FileItem[] => [
  ...folders.flatMap((it) => it.items),
  ...links.flatMap((it) => it.item ?? []),
];
