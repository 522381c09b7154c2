import type { FileSettings } from '../../../contract/files.js';
import type { Principal } from '../../base/principal.js';
import { answerRun } from './answer-run.js';
import { waitingModules, wishFolders } from './auto-folders.js';
import { fileSettingsOf, previewTemplate, saveFileSettings, type SettingNeeds } from './file-settings.js';
import { makeRecordFolder, recordFolderState, type AnswerToTaken, type RecordFolderNeeds } from './folder-of-record.js';
import { beginRun, getRun, listRuns, orderRun, type RunsNeeds } from './folder-runs.js';
import { itemTable, readItems } from './run-report.js';
import { readSetting } from './root.js';
import { runFolders } from './run-folders.js';

type Needs = SettingNeeds & RunsNeeds & RecordFolderNeeds;
type Ref = { module: string; id: string };

/** Where files of records are kept, and the folders of records: what people decide, and the work behind it. */
export function createFolders(needs: Needs) {
  let isStopping = false;
  return {
    /** What the pane tells before a mail is filed; nothing before the first save. */
    async choice({ tenantId }: Principal) {
      const row = await readSetting(needs.database.kysely, tenantId);
      return row && { attachments: row.attachments, place: row.root_name };
    },
    settings: (viewer: Principal) => fileSettingsOf(needs, viewer),
    save: (principal: Principal, body: { settings: FileSettings; version: number }) =>
      saveFileSettings(needs, principal, body),
    preview: (viewer: Principal, template: string) => previewTemplate(needs, viewer, template),
    runs: (viewer: Principal) => listRuns(needs, viewer),
    begin: (principal: Principal, module: string) => beginRun(needs, principal, module),
    run: (viewer: Principal, id: string) => getRun(needs, viewer, id),
    order: (principal: Principal, id: string, order: Parameters<typeof orderRun>[3]) =>
      orderRun(needs, principal, id, order),
    answer: (principal: Principal, id: string, answer: Parameters<typeof answerRun>[3]) =>
      answerRun(needs, principal, id, answer),
    items: (viewer: Principal, id: string, wish: Parameters<typeof readItems>[3]) => readItems(needs, viewer, id, wish),
    table: (viewer: Principal, id: string) => itemTable(needs, viewer, id),
    ofRecord: (viewer: Principal, ref: Ref) => recordFolderState(needs, viewer, ref),
    make: (principal: Principal, ref: Ref, answer?: AnswerToTaken) => makeRecordFolder(needs, principal, ref, answer),
    /** One turn of a run. */
    carryOn: (tenantId: string, runId: string) =>
      runFolders({ ...needs, isStopping: () => isStopping }, tenantId, runId),
    /** Folders that nobody asked for by hand. */
    wish: () => wishFolders(needs),
    /** Modules whose records matter at once, because folders are made, named or shared after them. */
    waitingModules: () => waitingModules(needs.database),
    drain() {
      isStopping = true;
    },
  };
}
export type Folders = ReturnType<typeof createFolders>;
