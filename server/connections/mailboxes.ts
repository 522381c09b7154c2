import { sql, type Selectable } from 'kysely';
import type { Mailbox } from '../../contract/connection.js';
import { tell } from '../../contract/diagnoses.js';
import type { Audit } from '../audit/audit.js';
import { AppError, toAppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import type { Database } from '../db/database.js';
import type { Diagnosis, MailboxTable } from '../db/schema-mail.js';
import type { Graph, GraphRequest } from '../graph/graph.js';
import { toIanaZone } from '../graph/time-zone.js';
import { isGranted } from '../identity/scopes.js';
import type { TokenStore } from '../identity/token-store.js';
import type { Connections } from './connections.js';
import { requireForAccount } from './lacks.js';
import { viewMailboxes } from './mailbox-view.js';

export type MailboxRow = Selectable<MailboxTable>;
export interface Mailboxes {
  list(viewer: Principal): Promise<Mailbox[]>;
  get(viewer: Principal, id: string): Promise<Mailbox>;
  /** The row, if it is the viewer's to use; throws `not_found` otherwise, whether it exists or not. */
  row(viewer: Principal, id: string): Promise<MailboxRow>;
  view(viewer: Principal, row: MailboxRow): Promise<Mailbox>;
  /** Asks Graph about the mailbox, below its own path, with the sign-in that reads it. */
  ask<T>(row: MailboxRow, request: GraphRequest): Promise<T>;
  /** The same below the root of Graph. */
  askRoot<T>(row: MailboxRow, request: GraphRequest): Promise<T>;
  /** The person's own mailbox as a row, if mail was allowed; says so on the row where Graph cannot reach it. Twice is once. */
  ensureOwn(person: Principal, connectedBy: Principal): Promise<void>;
  /** A shared mailbox the person has rights on. Throws with the field and the right that is missing (E2). Twice is once. */
  addShared(person: Principal, address: string): Promise<Mailbox>;
}
interface Needs {
  database: Database;
  graph: Graph;
  tokens: TokenStore;
  connections: Pick<Connections, 'find'>;
  audit: Audit;
}
interface Found {
  displayName: string;
  timeZone: string;
  problem?: Diagnosis;
}

/** The mailboxes that are followed or may be: one row for the organisation, whoever connected it. */
export function createMailboxes({ database, graph, tokens, connections, audit }: Needs): Mailboxes {
  const usableBy = ({ tenantId, objectId }: Principal) =>
    database.kysely
      .selectFrom('mailbox')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('state', '<>', 'disconnected')
      .where((eb) =>
        eb.or([
          eb('object_id', '=', objectId),
          eb.exists(
            eb
              .selectFrom('mailbox_member')
              .select('object_id')
              .whereRef('mailbox_member.mailbox_id', '=', 'mailbox.id')
              .where('mailbox_member.object_id', '=', objectId),
          ),
        ]),
      );
  const view = async (viewer: Principal, row: MailboxRow) =>
    (await viewMailboxes(database, viewer, [row]))[0] as Mailbox;

  async function row(viewer: Principal, id: string): Promise<MailboxRow> {
    const found = await usableBy(viewer).where('id', '=', Number(id)).executeTakeFirst();
    if (!found)
      throw new AppError('not_found', 'This mailbox is not connected here, or not for you.', { source: 'request' });
    return found;
  }

  const ask = <T>(it: MailboxRow, request: GraphRequest) =>
    askRoot<T>(it, {
      mailbox: it.address,
      ...request,
      path: `${it.kind === 'own' ? '/me' : `/users/${encodeURIComponent(it.address)}`}${request.path ?? ''}`,
    });
  async function askRoot<T>(it: MailboxRow, request: GraphRequest): Promise<T> {
    const person = await connections.find(it.tenant_id, it.object_id);
    try {
      if (!person) throw new AppError('sign_in_required', 'Nobody is signed in for this mailbox.', { source: 'entra' });
      return await graph.request<T>(person, request);
    } catch (thrown) {
      throw await signInEnded(it, thrown);
    }
  }

  /** The sign-in that ended is the mailbox's, not the one of whoever asks: it is noted there, with its remedy. */
  async function signInEnded(it: MailboxRow, thrown: unknown): Promise<unknown> {
    const error = toAppError(thrown);
    if (!['sign_in_required', 'step_up_required'].includes(error.code)) return thrown;
    const sentence = `Microsoft no longer lets us into ${it.address}: the sign-in has ended. Connect it again; settings and links are kept.`;
    await database.kysely
      .updateTable('mailbox')
      .set({
        state: 'needs_sign_in',
        problem: JSON.stringify({ code: 'C11', sentence, ...(error.reference ? { reference: error.reference } : {}) }),
        updated_at: sql`now()`,
      })
      .where('id', '=', it.id)
      .execute();
    return new AppError('access_denied', sentence, { source: 'entra', cause: thrown });
  }

  async function save(
    { tenantId, objectId }: Principal,
    { kind, address, found }: { kind: 'own' | 'shared'; address: string; found: Found },
    connectedBy: Principal,
  ): Promise<MailboxRow> {
    const problem = found.problem ? JSON.stringify(found.problem) : null;
    return database.transaction(async (tx) => {
      const known = await tx
        .selectFrom('mailbox')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('address', '=', address)
        .forUpdate()
        .executeTakeFirst();
      // A shared mailbox that is well goes on with the sign-in it has; a new one takes over where that one ended (R-57).
      const keepsSignIn = known?.kind === 'shared' && ['connected', 'following', 'paused'].includes(known.state);
      const state = found.problem
        ? 'unsupported'
        : known?.settings
          ? known.state === 'paused'
            ? 'paused'
            : 'following'
          : 'connected';
      const values = {
        kind,
        display_name: found.displayName,
        object_id: keepsSignIn ? known.object_id : objectId,
        state,
        problem,
        time_zone: found.timeZone,
        updated_at: new Date(),
      } as const;
      const saved = await tx
        .insertInto('mailbox')
        .values({
          tenant_id: tenantId,
          address,
          settings: null,
          range_from: null,
          range_to: null,
          wait_until: null,
          ...values,
        })
        .onConflict((on) => on.columns(['tenant_id', 'address']).doUpdateSet(values))
        .returningAll()
        .executeTakeFirstOrThrow();
      for (const member of new Set([connectedBy.objectId, ...(kind === 'shared' ? [objectId] : [])]))
        if (kind === 'shared' || member !== saved.object_id)
          await tx
            .insertInto('mailbox_member')
            .values({ mailbox_id: saved.id, tenant_id: tenantId, object_id: member, can_send: true })
            .onConflict((on) =>
              on.columns(['mailbox_id', 'object_id']).doUpdateSet({ can_send: true, checked_at: sql`now()` }),
            )
            .execute();
      await tx // a stream that waited for a sign-in goes on
        .updateTable('sync_state')
        .set({ wished_at: sql`now()`, next_attempt_at: null, problem: null })
        .where('mailbox_id', '=', saved.id)
        .where('stage', '<>', 'stopped')
        .execute();
      await audit.append(tx, {
        tenantId,
        actor: connectedBy.objectId,
        action: 'mailbox.connected',
        target: String(saved.id),
        detail: { kind },
      });
      return saved;
    });
  }

  return {
    row,
    view,
    ask,
    askRoot,
    list: async (viewer) => viewMailboxes(database, viewer, await usableBy(viewer).orderBy('id').execute()),
    get: async (viewer, id) => view(viewer, await row(viewer, id)),

    async ensureOwn(person, connectedBy) {
      const me = await graph.request<{ mail?: string | null; userPrincipalName?: string; displayName?: string | null }>(
        person,
        { path: '/me', query: { $select: 'displayName,mail,userPrincipalName' } },
      );
      if (!isGranted('mail', await tokens.granted(person))) return;
      const address = (me.mail ?? me.userPrincipalName ?? person.address).toLowerCase();
      const displayName = me.displayName ?? person.name;
      const found = await probe(() =>
        graph.request(person, { path: '/me/mailFolders/inbox', query: { $select: 'id' } }),
      );
      const zone = found
        ? undefined
        : (await graph.request<{ timeZone?: string }>(person, { path: '/me/mailboxSettings' })).timeZone;
      await save(
        person,
        {
          kind: 'own',
          address,
          found: { displayName, timeZone: toIanaZone(zone), ...(found ? { problem: found } : {}) },
        },
        connectedBy,
      );
    },

    async addShared(person, wanted) {
      requireForAccount(person, ['shared']);
      const address = wanted.toLowerCase();
      const field = 'address';
      const refuse = (
        code: 'access_denied' | 'invalid_request' | 'consent_required',
        sentence: string,
        cause?: unknown,
      ) =>
        new AppError(code, sentence, {
          source: cause ? 'graph' : 'request',
          field,
          cause,
          ...(cause ? { diagnosis: { cause: 'right.mailbox' } } : {}),
        });
      if (!/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(address))
        throw refuse('invalid_request', 'This is not an email address. Write it in full, like office@example.com.');
      const as = await connections.find(person.tenantId, person.objectId);
      const mine = await usableBy(person).where('kind', '=', 'own').execute();
      if (mine.some((it) => it.address === address))
        throw refuse('invalid_request', 'This is your own mailbox, and it is already connected.');
      if (!as || mine.length === 0)
        throw refuse('invalid_request', 'Connect your own Outlook first, then add shared mailboxes.');
      if (!isGranted('shared', await tokens.granted(person)))
        throw refuse('consent_required', 'Allow Coherence to read mailboxes that are shared with you first.');
      const path = `/users/${encodeURIComponent(address)}/mailFolders/inbox`;
      const problem = await probe(() => graph.request(as, { path, query: { $select: 'id' } })).catch(
        (thrown: unknown) => {
          const { code } = toAppError(thrown);
          throw code === 'access_denied' || code === 'not_found'
            ? refuse(
                'access_denied',
                'You have no rights on this mailbox, or there is none with this address. In Exchange you need "Full Access" (Read and manage) on it: ask whoever manages your mailboxes. It can take an hour until it works.',
                thrown,
              )
            : thrown;
        },
      );
      if (problem) throw new AppError('mailbox_unsupported', problem.sentence, { source: 'graph', field });
      const found = { displayName: address, timeZone: mine[0]?.time_zone ?? 'UTC' };
      return view(person, await save(as, { kind: 'shared', address, found }, person));
    },
  };
}

/** Whether Graph reaches the mailbox at all; the diagnosis where it does not (C9). */
async function probe(ask: () => Promise<unknown>): Promise<Diagnosis | undefined> {
  try {
    await ask();
    return undefined;
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'mailbox_unsupported') throw thrown;
    return {
      code: 'C9',
      sentence: tell('mailbox.unreachable'),
      ...(error.reference ? { reference: error.reference } : {}),
    };
  }
}
