import type { Body, CreatedRecord, RecordForm } from '../../contract/api.js';
import type { CoherenceField, CoherenceRecord } from '../../contract/coherence.js';
import { AppError } from '../base/errors.js';
import { newId } from '../base/ids.js';
import type { Principal } from '../base/principal.js';
import type { Database } from '../db/database.js';
import type { Queue } from '../db/queue.js';
import { addressesIn, normaliseAddress } from './addresses.js';
import { valueOf } from './coherence/decode.js';
import { indexRecords } from './index-store.js';
import { splitName } from './names.js';
import type { Views } from './view.js';
import type { ModuleRow, Workspaces } from './workspaces.js';

export interface CreateNeeds {
  database: Database;
  workspaces: Workspaces;
  views: Views;
  queue: Pick<Queue, 'add'>;
  audit: {
    append(
      tx: Parameters<Parameters<Database['transaction']>[0]>[0],
      row: { tenantId: string; actor: string; action: string; target: string },
    ): Promise<void>;
  };
}

const is = (field: CoherenceField, shape: RegExp) => shape.test(field.slug.replace(/_/g, '-'));
const emailOf = (module: ModuleRow) => module.fields.find((it) => it.dataType === 'email' || is(it, /^e-?mail$/));

/** The form for a new record, prefilled as Coherence itself does from a mail: person type first, name parsed, address filled. */
export function createForm(
  module: ModuleRow,
  { name = '', address = '' }: { name?: string | undefined; address?: string | undefined },
): RecordForm {
  const { first, last } = splitName(name, address);
  const value = (it: CoherenceField): string => {
    if (it === emailOf(module)) return normaliseAddress(address);
    if (is(it, /^first-?name$/)) return first;
    if (is(it, /^last-?name$/)) return last;
    if (is(it, /^(full-?)?name$/)) return [first, last].filter(Boolean).join(' ');
    if (module.role === 'lead' && is(it, /^source$/)) return 'Inbound Email';
    return '';
  };
  const fillable = module.fields.filter((it) =>
    ['text', 'email', 'phone', 'url', 'select', 'textarea'].includes(it.dataType),
  );
  const ordered = [...fillable].sort(
    (a, b) => Number(is(b, /^person-?type$|^type$/)) - Number(is(a, /^person-?type$|^type$/)),
  );
  return {
    module: module.slug,
    moduleName: module.singular,
    fields: [
      ...(hasNameField(module) ? [] : [nameField([first, last].filter(Boolean).join(' '))]),
      ...ordered.map((it) => ({
        key: it.id,
        label: it.label,
        dataType: it.dataType,
        isRequired: it.isRequired || it === emailOf(module),
        value: value(it),
        options: it.options,
      })),
    ],
  };
}

/** Every record has a display name; where no field of the module makes one up, it is asked for by itself. */
const nameKey = 'displayName';
const nameField = (value: string) => ({
  key: nameKey,
  label: 'Name',
  dataType: 'text',
  isRequired: true,
  value,
  options: [],
});
const nameShapes = [/^first-?name$/, /^last-?name$/, /^(full-?)?name$|^title$/];
const hasNameField = (module: ModuleRow) => module.fields.some((it) => nameShapes.some((shape) => is(it, shape)));

/**
 * Creates a record once: the wish is a row first (unique by workspace, module and address), so a repeated click, a time-out or a
 * crash find it again. When Coherence does not answer the wish stays queued and is carried out later.
 */
export async function createRecord(
  needs: CreateNeeds,
  principal: Principal,
  { module: slug, fields }: Body<'POST /records'>,
): Promise<CreatedRecord> {
  const { database, workspaces, queue } = needs;
  const module = await workspaces.module(principal.tenantId, slug);
  const values = readValues(module, fields);
  const displayName = nameFrom(module, values, fields[nameKey]?.trim());
  const email = emailOf(module);
  const address = email ? normaliseAddress(values[email.id] ?? '') : '';
  const naturalKey = address || displayName.toLowerCase();
  const id = newId();
  const row = await database.transaction(async (tx) => {
    await tx
      .insertInto('intent')
      .values({
        id,
        tenant_id: principal.tenantId,
        module_id: module.moduleId,
        natural_key: naturalKey,
        display_name: displayName,
        fields: JSON.stringify(values),
        created_by: principal.objectId,
        state: 'queued',
        record_id: null,
        problem: null,
      })
      .onConflict((on) => on.columns(['tenant_id', 'module_id', 'natural_key']).doNothing())
      .execute();
    const kept = await tx
      .selectFrom('intent')
      .selectAll()
      .where('tenant_id', '=', principal.tenantId)
      .where('module_id', '=', module.moduleId)
      .where('natural_key', '=', naturalKey)
      .executeTakeFirstOrThrow();
    if (kept.id !== id && kept.state !== 'done')
      await tx
        .updateTable('intent')
        .set({ state: 'queued', problem: null, fields: JSON.stringify(values), display_name: displayName })
        .where('id', '=', kept.id)
        .execute();
    return kept;
  });
  const outcome = await carryOutIntent(needs, principal.tenantId, row.id, 4_000);
  if (outcome.state === 'queued')
    await queue.add(
      'create-record',
      { tenantId: principal.tenantId, intentId: row.id },
      { key: row.id, afterSeconds: 5 },
    );
  if (outcome.state === 'failed') throw new AppError('invalid_request', outcome.problem, { source: 'coherence' });
  return outcome;
}

/** Brings a wish to its end: finds the record, or makes it. Twice is once. Stays `queued` while Coherence does not answer. */
export async function carryOutIntent(
  { database, workspaces, views, audit }: CreateNeeds,
  tenantId: string,
  intentId: string,
  limitMs?: number,
): Promise<CreatedRecord> {
  const row = await database.kysely
    .selectFrom('intent')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', intentId)
    .executeTakeFirst();
  const module = row && (await workspaces.moduleById(tenantId, row.module_id));
  if (!row || !module) throw new AppError('not_found', 'This wish is not there any more.');
  const fields = row.fields;
  const appUrl = await workspaces.appUrl(tenantId);
  const client = await workspaces.client(tenantId);
  try {
    let record = row.record_id ? await client.get(module.slug, row.record_id, limitMs).catch(ignoreMissing) : undefined;
    let existed = record !== undefined;
    if (!record) {
      record = await findSame(client, module, fields, row.display_name);
      existed = record !== undefined;
      record ??= await client.create(module.slug, row.display_name, fields).catch(async (error: unknown) => {
        const found =
          error instanceof AppError && error.code === 'conflict'
            ? await findSame(client, module, fields, row.display_name)
            : undefined;
        if (!found) throw error;
        existed = true;
        return found;
      });
    }
    const made = record;
    await database.transaction(async (tx) => {
      await indexRecords(tx, tenantId, module, [{ ...made, fields: { ...fields, ...made.fields } }]);
      if (row.record_id !== made.id)
        await audit.append(tx, {
          tenantId,
          actor: row.created_by,
          action: existed ? 'record.found' : 'record.created',
          target: `${module.moduleId}/${made.id}`,
        });
      await tx
        .updateTable('intent')
        .set({ state: 'done', record_id: made.id, problem: null, updated_at: new Date() })
        .where('id', '=', row.id)
        .execute();
    });
    return { state: 'created', record: views.from(module, appUrl, made), existed };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (['coherence_unavailable', 'throttled'].includes(error.code))
      return { state: 'queued', id: row.id, displayName: row.display_name };
    await database.kysely
      .updateTable('intent')
      .set({ state: 'failed', problem: error.message })
      .where('id', '=', row.id)
      .execute();
    return { state: 'failed', id: row.id, displayName: row.display_name, problem: error.message };
  }
}

async function findSame(
  client: { find(slug: string, search: string): Promise<CoherenceRecord[]> },
  module: ModuleRow,
  fields: Record<string, string>,
  displayName: string,
): Promise<CoherenceRecord | undefined> {
  const email = emailOf(module);
  const address = email ? normaliseAddress(fields[email.id] ?? '') : '';
  const found = await client.find(module.slug, address || displayName);
  return found.find((it) =>
    address && email
      ? addressesIn(valueOf(it, email)).includes(address)
      : it.displayName.toLowerCase() === displayName.toLowerCase(),
  );
}

function readValues(module: ModuleRow, given: Record<string, string>): Record<string, string> {
  const values = Object.fromEntries(
    module.fields.flatMap((it) => {
      const value = given[it.id]?.trim();
      return value ? [[it.id, value]] : [];
    }),
  );
  const email = emailOf(module);
  for (const it of module.fields) {
    if ((it.isRequired || (module.role === 'person' && it === email)) && !values[it.id])
      throw new AppError('invalid_request', `${it.label} is needed.`, { source: 'request', field: `fields.${it.id}` });
    if (it.options.length > 0 && values[it.id] && !it.options.some((option) => option.value === values[it.id]))
      throw new AppError('invalid_request', `${it.label} has no such choice.`, {
        source: 'request',
        field: `fields.${it.id}`,
      });
  }
  if (email && values[email.id] && addressesIn(values[email.id] ?? '').length === 0)
    throw new AppError('invalid_request', `${email.label} is not an email address.`, {
      source: 'request',
      field: `fields.${email.id}`,
    });
  return values;
}

function nameFrom(module: ModuleRow, values: Record<string, string>, given = ''): string {
  const of = (shape: RegExp) => values[module.fields.find((it) => is(it, shape))?.id ?? ''] ?? '';
  const name =
    given ||
    [of(/^first-?name$/), of(/^last-?name$/)].filter(Boolean).join(' ') ||
    of(/^(full-?)?name$|^title$/) ||
    values[emailOf(module)?.id ?? ''] ||
    '';
  if (!name)
    throw new AppError('invalid_request', 'A name is needed.', { source: 'request', field: `fields.${nameKey}` });
  return name;
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof AppError && error.code === 'not_found') return undefined;
  throw error;
}
