import { sql } from 'kysely';
import type { FileRoot, FileSettings, SavedFileSettings } from '../../../contract/files.js';
import type { Audit } from '../../audit/audit.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import { requireAdministrator, type IsAdministrator } from '../../identity/administrators.js';
import { isGranted } from '../../identity/scopes.js';
import type { TokenStore } from '../../identity/token-store.js';
import type { Module } from './folder-runs.js';
import { foldersOf, longestPath, parseTemplate, roomForFiles, usualTemplate } from './folder-template.js';
import { readSetting, type RootNeeds, type SettingRow } from './root.js';

export interface SettingNeeds extends RootNeeds {
  audit: Audit;
  tokens: Pick<TokenStore, 'granted'>;
  records: { modules(tenantId: string): Promise<Module[]> };
  isAdministrator: IsAdministrator;
}
const usual: FileSettings = {
  root: { kind: 'oneDrive' },
  template: usualTemplate,
  attachments: 'ask',
  sharing: 'none',
  clash: 'keepBoth',
  whenDeleted: 'recreate',
  autoModules: [],
  renameWithRecord: false,
};
/** The path of everything in SharePoint, from the site's address on. */
const longestAddress = 400;

/** What is in force, with what a page needs beside it to change it. */
export async function fileSettingsOf(needs: SettingNeeds, viewer: Principal): Promise<SavedFileSettings> {
  const { database, tokens, records } = needs;
  const { tenantId } = viewer;
  const [row, granted, modules, counts, mayChange] = await Promise.all([
    readSetting(database.kysely, tenantId),
    tokens.granted(viewer),
    records.modules(tenantId),
    database.kysely
      .selectFrom('record_index')
      .select(['module_id', (eb) => eb.fn.countAll<number>().as('n')])
      .where('tenant_id', '=', tenantId)
      .where('is_gone', '=', false)
      .groupBy('module_id')
      .execute(),
    needs.isAdministrator(viewer),
  ]);
  return {
    settings: row ? toSettings(row, modules) : usual,
    version: row?.version ?? 0,
    ...(row ? { place: await placeOf(needs, row, viewer) } : {}),
    isAllowed: { files: isGranted('files', granted), sites: isGranted('sites', granted) },
    modules: modules.map(({ moduleId, slug, plural }) => ({
      slug,
      plural,
      records: Number(counts.find((it) => it.module_id === moduleId)?.n ?? 0),
    })),
    mayChange,
  };
}

/** Saves, for administrators; refused at the field. A new root is looked at with the right of who chooses it. Folders that are there stay. */
export async function saveFileSettings(
  needs: SettingNeeds,
  principal: Principal,
  { settings, version }: { settings: FileSettings; version: number },
): Promise<{ settings: FileSettings; version: number; place: NonNullable<SavedFileSettings['place']> }> {
  await requireAdministrator(needs, principal);
  const { database, audit, records } = needs;
  const { tenantId } = principal;
  parseTemplate(settings.template);
  const modules = await records.modules(tenantId);
  const before = await readSetting(database.kysely, tenantId);
  if ((before?.version ?? 0) !== version)
    throw new AppError(
      'conflict',
      'Somebody else changed these settings meanwhile. Look at theirs, then choose again.',
      {
        source: 'request',
      },
    );
  const root = isSameRoot(before, settings.root) && before ? before : await lookAtRoot(needs, principal, settings.root);
  const since = before?.auto_modules ?? {};
  const values = {
    root_kind: root.root_kind,
    drive_id: root.drive_id,
    root_item_id: root.root_item_id,
    root_name: root.root_name,
    root_web_url: root.root_web_url,
    object_id: root.object_id,
    template: settings.template.trim(),
    attachments: settings.attachments,
    sharing: settings.sharing,
    clash: settings.clash,
    when_deleted: settings.whenDeleted,
    rename_with_record: settings.renameWithRecord,
    auto_modules: JSON.stringify(
      Object.fromEntries(
        modules
          .filter((it) => settings.autoModules.includes(it.slug))
          .map((it) => [it.moduleId, since[it.moduleId] ?? new Date().toISOString()]),
      ),
    ),
  };
  const row = await database.transaction(async (tx) => {
    const saved = before
      ? await tx
          .updateTable('file_setting')
          .set((eb) => ({ ...values, version: eb('version', '+', 1), updated_at: sql<Date>`now()` }))
          .where('tenant_id', '=', tenantId)
          .where('version', '=', version)
          .returningAll()
          .executeTakeFirst()
      : await tx
          .insertInto('file_setting')
          .values({ tenant_id: tenantId, ...values })
          .onConflict((on) => on.doNothing())
          .returningAll()
          .executeTakeFirst();
    if (!saved)
      throw new AppError(
        'conflict',
        'Somebody else changed these settings meanwhile. Look at theirs, then choose again.',
        {
          source: 'request',
        },
      );
    await audit.append(tx, {
      tenantId,
      actor: principal.objectId,
      action: 'files.configured',
      target: saved.drive_id,
      detail: { root: saved.root_kind, attachments: saved.attachments, sharing: saved.sharing, clash: saved.clash },
    });
    return saved;
  });
  return { settings: toSettings(row, modules), version: row.version, place: await placeOf(needs, row, principal) };
}

/** How a template names the folders of the newest records of some modules. */
export async function previewTemplate(needs: SettingNeeds, { tenantId }: Principal, text: string) {
  const template = parseTemplate(text);
  const modules = await needs.records.modules(tenantId);
  const rows = await needs.database.kysely
    .selectFrom('record_index')
    .distinctOn('module_id')
    .select(['module_id', 'display_name', 'code'])
    .where('tenant_id', '=', tenantId)
    .where('is_gone', '=', false)
    .orderBy('module_id')
    .orderBy(sql`code is null`)
    .orderBy('display_name')
    .execute();
  const year = String(new Date().getUTCFullYear());
  const examples = rows.flatMap((it) => {
    const module = modules.find((m) => m.moduleId === it.module_id);
    if (!module) return [];
    const { parents, name } = foldersOf(template, {
      module: module.plural,
      record: it.display_name,
      code: it.code ?? '',
      year,
    });
    return [{ moduleName: module.plural, recordName: it.display_name, path: [...parents, name].join('/') }];
  });
  return { examples: examples.slice(0, 4) };
}

const isSameRoot = (row: SettingRow | undefined, root: FileRoot): boolean =>
  row !== undefined &&
  row.root_kind === root.kind &&
  row.drive_id === root.driveId &&
  (root.kind === 'oneDrive' || row.root_item_id === root.itemId);

type RootValues = Pick<
  SettingRow,
  'root_kind' | 'drive_id' | 'root_item_id' | 'root_name' | 'root_web_url' | 'object_id'
>;
interface DriveAnswer {
  id: string;
  name?: string;
  driveType?: string;
  webUrl: string;
  owner?: { group?: { displayName?: string } };
}
interface FolderAnswer {
  id: string;
  name: string;
  webUrl: string;
  folder?: object;
  root?: object;
}

/** The chosen folder as Microsoft tells it to who chooses. Refused at its field: not there, no folder, too deep. */
async function lookAtRoot({ graph }: SettingNeeds, as: Principal, root: FileRoot): Promise<RootValues> {
  const refuse = (sentence: string, cause?: unknown) =>
    new AppError('invalid_request', sentence, { source: 'graph', field: 'settings.root', cause });
  const ask = <T>(path: string, query: Record<string, string>) =>
    graph.request<T>(as, { path, query }).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'not_found')
        throw refuse(
          root.kind === 'oneDrive'
            ? 'You have no OneDrive yet. Open OneDrive once in the browser, then choose it here.'
            : 'This library or folder is not there any more, or you may not open it. Choose another.',
          error,
        );
      if (error instanceof AppError && error.code === 'access_denied')
        throw refuse('Microsoft does not let you open this library. Choose another, or ask its owner.', error);
      throw error;
    });
  const drive = await ask<DriveAnswer>(
    root.kind === 'oneDrive' ? '/me/drive' : `/drives/${encodeURIComponent(root.driveId)}`,
    { $select: 'id,name,driveType,webUrl,owner' },
  );
  const item = root.kind === 'library' && root.itemId ? `items/${encodeURIComponent(root.itemId)}` : 'root';
  const folder = await ask<FolderAnswer>(`/drives/${encodeURIComponent(drive.id)}/${item}`, {
    $select: 'id,name,webUrl,folder,root',
  });
  if (!folder.folder) throw refuse('This is a file. Choose a library, or a folder in it.');
  if (decodeURIComponent(new URL(folder.webUrl).pathname).length + longestPath + roomForFiles > longestAddress)
    throw refuse('This folder lies too deep: no room would be left for the names of files. Choose one further up.');
  const library = [drive.owner?.group?.displayName, drive.name].filter(Boolean).join(' / ');
  return {
    root_kind: root.kind,
    drive_id: drive.id,
    root_item_id: folder.id,
    root_name:
      root.kind === 'oneDrive' ? `OneDrive of ${as.name}` : folder.root ? library : `${library} / ${folder.name}`,
    root_web_url: folder.webUrl,
    object_id: as.objectId,
  };
}

function toSettings(row: SettingRow, modules: Module[]): FileSettings {
  return {
    root:
      row.root_kind === 'oneDrive'
        ? { kind: 'oneDrive', driveId: row.drive_id }
        : { kind: 'library', driveId: row.drive_id, itemId: row.root_item_id },
    template: row.template,
    attachments: row.attachments,
    sharing: row.sharing,
    clash: row.clash,
    whenDeleted: row.when_deleted,
    autoModules: modules.filter((it) => it.moduleId in row.auto_modules).map((it) => it.slug),
    renameWithRecord: row.rename_with_record,
  };
}
async function placeOf({ connections }: SettingNeeds, row: SettingRow, viewer: Principal) {
  const isYou = row.object_id === viewer.objectId;
  const by = isYou ? viewer : await connections.find(row.tenant_id, row.object_id);
  return { name: row.root_name, webUrl: row.root_web_url, chosenBy: { name: by?.name ?? 'Somebody', isYou } };
}
