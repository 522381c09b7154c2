import { randomUUID } from 'node:crypto';
import type { Outgoing, WishedMail } from '../../contract/api.js';
import type { StoredMessage } from '../../sandbox/tenant/mailboxes.js';
import { until } from './until.js';
import type { Caller, World } from './world.js';

const partBytes = 2 * 320 * 1024;

/** A mail as a person would write it in the composer: prepared, filled in, kept. */
export async function write(
  caller: Caller,
  record: { module: string; id: string },
  change: Partial<WishedMail> = {},
  id: string = randomUUID(),
): Promise<Outgoing> {
  const { kind = 'new', entry } = change;
  const begun = await caller.call('POST /outgoing/prepare', { body: { record, kind, ...(entry ? { entry } : {}) } });
  return caller.call('PUT /outgoing/:id', {
    params: { id },
    body: {
      record,
      kind,
      mailbox: begun.mailbox ?? '1',
      to: begun.to,
      cc: begun.cc,
      bcc: [],
      subject: begun.subject || 'From a record',
      html: '<p>Hello</p>',
      ...change,
      version: 0,
    },
  });
}

/** Adds a file as the browser does, part by part. */
export async function attach(caller: Caller, mail: Outgoing, name: string, bytes: Buffer): Promise<void> {
  const params = { id: mail.id, file: randomUUID() };
  for (let from = 0; from === 0 || from < bytes.length; from += partBytes)
    await caller.call('PUT /outgoing/:id/files/:file', {
      params,
      body: {
        name,
        contentType: 'application/octet-stream',
        sizeBytes: bytes.length,
        from,
        data: bytes.subarray(from, from + partBytes).toString('base64'),
      },
    });
}

export const send = (caller: Caller, { id, version }: Pick<Outgoing, 'id' | 'version'>, undoSeconds = 0) =>
  caller.call('POST /outgoing/:id/send', { params: { id }, body: { version, undoSeconds } });

/** The mail once it has come to an end: sent, or back with a reason. */
export const ended = (caller: Caller, { id }: Pick<Outgoing, 'id'>, limitMs = 60_000): Promise<Outgoing> =>
  until(
    () => caller.call('GET /outgoing/:id', { params: { id } }),
    ({ state }) => state === 'sent' || state === 'failed',
    limitMs,
  );

/** Waits until the server has looked after the copy and nothing is left to do. */
export async function settledMail(world: World, { id }: Pick<Outgoing, 'id'>): Promise<void> {
  const { executeSql } = world.server!.database;
  await until(
    async () => (await executeSql('select state, is_settled from outgoing_mail where id = $1', [id])).rows[0],
    (it) => (it as { is_settled: boolean } | undefined)?.is_settled === true,
  );
}

/** Everything in a mailbox with this subject, by well-known folder name. */
export function lying(caller: Pick<Caller, 'mailbox'>, subject: string): { folder: string; message: StoredMessage }[] {
  const names = new Map(
    ['inbox', 'sentitems', 'drafts', 'deleteditems'].map((it) => [caller.mailbox.folder(it)?.id ?? '', it]),
  );
  return caller.mailbox.messages
    .filter((it) => it.graph.subject === subject)
    .map((message) => ({ folder: names.get(message.folderId) ?? 'elsewhere', message }));
}
