import { stringify } from 'csv-stringify/sync';
import type { FolderRunItem } from '../../../contract/files.js';
import type { Principal } from '../../base/principal.js';
import { findQuestions, type FolderQuestion } from './folder-questions.js';
import { rowOf, type RunsNeeds } from './folder-runs.js';
import type { RunRow } from './run-lease.js';

const pageSize = 100;
interface ItemRow {
  record_id: string;
  position: number;
  state: FolderRunItem['state'];
  name: string | null;
  reason: string | null;
}
const itemsOf = ({ database }: RunsNeeds, run: RunRow, state: string | undefined, after: number, limit: number) =>
  database.kysely
    .selectFrom('folder_run_item')
    .select(['record_id', 'position', 'state', 'name', 'reason'])
    .where('run_id', '=', run.id)
    .where('position', '>', after)
    .$if(state !== undefined, (it) => it.where('state', '=', state as ItemRow['state']))
    .orderBy('position')
    .orderBy('record_id')
    .limit(limit)
    .execute();

/** The report, record by record, in the order of their names. */
export async function readItems(
  needs: RunsNeeds,
  viewer: Principal,
  id: string,
  { state, after = 0 }: { state?: string | undefined; after?: number | undefined },
): Promise<{ items: FolderRunItem[]; next?: number }> {
  const run = await rowOf(needs, viewer, id);
  const rows = await itemsOf(needs, run, state, after, pageSize + 1);
  const shown = rows.slice(0, pageSize);
  const last = shown.at(-1);
  return {
    items: await toItems(needs, run, shown, viewer),
    ...(rows.length > pageSize && last ? { next: last.position } : {}),
  };
}

/** The whole report as a table. A text that a spreadsheet would take for a formula is made harmless. */
export async function itemTable(needs: RunsNeeds, viewer: Principal, id: string): Promise<string> {
  const run = await rowOf(needs, viewer, id);
  const items = await toItems(needs, run, await itemsOf(needs, run, undefined, -1, 100_000));
  return stringify(
    items.map((it) => [
      it.record.displayName,
      it.record.id,
      it.state,
      it.folderName ?? '',
      it.reason ?? '',
      it.record.url,
    ]),
    {
      header: true,
      columns: ['Record', 'Id', 'State', 'Folder', 'Reason', 'Address'],
      record_delimiter: 'windows',
      escape_formulas: true,
      bom: true,
    },
  );
}

async function toItems(
  { database, records }: RunsNeeds,
  run: RunRow,
  rows: ItemRow[],
  viewer?: Principal,
): Promise<FolderRunItem[]> {
  const asking = rows.filter((it) => it.state === 'asking');
  const questions = await findQuestions(
    database.kysely,
    asking.map((it) => ({ tenantId: run.tenant_id, moduleId: run.module_id, recordId: it.record_id })),
    '',
  );
  const refs = rows.map((it) => ({ moduleId: run.module_id, recordId: it.record_id }));
  const views = await records.views(database.kysely, run.tenant_id, refs);
  return rows.flatMap((it) => {
    const view = views.get(`${run.module_id} ${it.record_id}`);
    if (!view) return []; // its module was hidden meanwhile
    const { module, id, displayName, url } = view;
    return [
      {
        record: { module, id, displayName, url },
        state: it.state,
        ...(it.name ? { folderName: it.name } : {}),
        ...(it.reason ? { reason: it.reason } : {}),
        ...(viewer && it.state === 'asking' ? askedIn(questions.get(it.record_id), viewer) : {}),
      },
    ];
  });
}

/** Who made the folder, and when, is told by whose right it was seen. */
function askedIn(asked: FolderQuestion | undefined, viewer: Principal): Pick<FolderRunItem, 'folder'> {
  if (!asked) return {};
  const { itemId, name, otherName, webUrl } = asked.taken;
  const isSeen = asked.seen_by === viewer.objectId;
  return { folder: isSeen ? asked.taken : { itemId, name, otherName, mayUse: true, ...(webUrl ? { webUrl } : {}) } };
}
