import { sql } from 'kysely';
import type { Lack } from '../../../contract/connection-kinds.js';
import type { Mailbox, Permission } from '../../../contract/connection.js';
import type { Coming } from '../../../contract/shapes.js';
import { toAppError } from '../../base/errors.js';
import { isPersonal, type Principal } from '../../base/principal.js';
import type { Connect } from '../../connections/connect.js';
import { kindOfAccount } from '../../connections/lacks.js';
import type { Mailboxes } from '../../connections/mailboxes.js';
import type { Database } from '../../db/database.js';
import type { Diagnosis } from '../../db/schema-mail.js';
import type { Graph } from '../../graph/graph.js';
import type { IsAdministrator } from '../../identity/administrators.js';
import type { Permissions } from '../../identity/permissions.js';
import { isGranted } from '../../identity/scopes.js';
import type { TokenStore } from '../../identity/token-store.js';
import { readWithheld } from '../../records/module-limits.js';
import type { Workspaces } from '../../records/workspaces.js';
import { readSetting } from '../../workloads/files/root.js';
import { isSharePointOn } from '../../workloads/files/sharepoint-switch.js';
import { mayCreate } from '../coherence.js';
import { signInLogScopes } from '../scopes.js';

export interface FactNeeds {
  database: Database;
  graph: Pick<Graph, 'request'>;
  tokens: Pick<TokenStore, 'granted'>;
  permissions: Permissions;
  mailboxes: Pick<Mailboxes, 'list'>;
  connect: Pick<Connect, 'lastAttempt'>;
  workspaces: Pick<Workspaces, 'modules' | 'quota'>;
  isAdministrator: IsAdministrator;
  consentUrl(tenantId: string, scopes?: readonly string[]): string;
  /** How Coherence answers now. */
  probe(tenantId: string): Promise<Probe>;
}
/** `problem`: why it does not answer. */
export interface Probe {
  problem?: string;
  isSearchLimited: boolean;
  mayCreate: boolean;
}

/** Everything that decides what works for one person; what is said of it is decided elsewhere. */
export interface Facts {
  isPersonal: boolean;
  isAdministrator: boolean;
  lack(feature: Lack['feature']): string | undefined;
  may(permission: Permission): boolean;
  allowUrl(permission: Permission): string;
  mayReadSignIns: boolean;
  signInsUrl: string;
  isWaitingForApproval: boolean;
  own: Mailbox | undefined;
  shared: Mailbox[];
  /** Why something that is followed stands still; absent where nothing does. */
  mailProblem: string | undefined;
  calendarProblem: string | undefined;
  calendar: { direction: 'both' | 'read' | 'write' } | undefined;
  /** Modules to whose records this may not come, by the names people know. */
  withheld: Record<Coming, string[]>;
  files:
    | { root: 'oneDrive' | 'library'; place: string; attachments: 'ask' | 'never' | 'always'; sharing: string }
    | undefined;
  isSharePointOn: boolean;
  coherence: Probe & { isToldOfChanges: boolean; users: number; today: number; perDay: number };
}

export async function gatherFacts(needs: FactNeeds, viewer: Principal): Promise<Facts> {
  const { database, permissions, workspaces } = needs;
  const { kysely } = database;
  const { tenantId, objectId } = viewer;
  // Asks for a token where none is kept yet: what is granted is known from then on. Without consent there is none, and nothing is granted.
  await permissions.has(viewer, 'mail').catch(() => false);
  const [kind, granted, boxes, attempt, modules, streams, calendar, setting, webhook, users] = await Promise.all([
    kindOfAccount(needs.graph, viewer).catch(() => ({ lacks: [] as Lack[] })),
    needs.tokens.granted(viewer),
    needs.mailboxes.list(viewer),
    needs.connect.lastAttempt(viewer),
    workspaces.modules(tenantId),
    sql<{ workload: string; problem: Diagnosis }>`select s.workload, s.problem from sync_state s
      join mailbox m on m.id = s.mailbox_id where m.tenant_id = ${tenantId} and m.object_id = ${objectId} and m.kind = 'own'
      and s.stage <> 'stopped' and s.problem is not null order by s.id`.execute(kysely),
    kysely
      .selectFrom('calendar_setting as c')
      .innerJoin('mailbox as m', 'm.id', 'c.mailbox_id')
      .select('c.direction')
      .where('m.tenant_id', '=', tenantId)
      .where('m.object_id', '=', objectId)
      .where('m.state', '<>', 'disconnected')
      .executeTakeFirst(),
    readSetting(kysely, tenantId),
    kysely.selectFrom('coherence_webhook').select('state').where('tenant_id', '=', tenantId).executeTakeFirst(),
    kysely
      .selectFrom('coherence_user')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('tenant_id', '=', tenantId)
      .executeTakeFirst(),
  ]);
  const [mail, meetings, files, sharePoint, isAdministrator, probe, quota] = await Promise.all([
    readWithheld(kysely, tenantId, 'mail'),
    readWithheld(kysely, tenantId, 'meetings'),
    readWithheld(kysely, tenantId, 'files'),
    isSharePointOn(kysely, tenantId),
    needs.isAdministrator(viewer),
    needs.probe(tenantId),
    workspaces.quota(tenantId),
  ]);
  const named = (ids: Set<string>) => modules.filter((it) => ids.has(it.moduleId)).map((it) => it.plural);
  const problemOf = (workload: RegExp) => streams.rows.find((it) => workload.test(it.workload))?.problem.sentence;
  return {
    isPersonal: isPersonal(viewer),
    isAdministrator,
    lack: (feature) => kind.lacks.find((it) => it.feature === feature)?.sentence,
    may: (permission) => isGranted(permission, granted),
    allowUrl: (permission) => permissions.allowUrl(viewer, permission),
    mayReadSignIns: signInLogScopes.every((it) => granted.includes(it)),
    signInsUrl: needs.consentUrl(tenantId, signInLogScopes),
    isWaitingForApproval: attempt?.code === 'needs_approval',
    own: boxes.find((it) => it.kind === 'own' && it.connectedBy.isYou),
    shared: boxes.filter((it) => it.kind === 'shared'),
    mailProblem: problemOf(/^mail/),
    calendarProblem: problemOf(/^calendar$/),
    calendar,
    withheld: { mail: named(mail), meetings: named(meetings), files: named(files) },
    files: setting && {
      root: setting.root_kind,
      place: setting.root_name,
      attachments: setting.attachments,
      sharing: setting.sharing,
    },
    isSharePointOn: sharePoint,
    coherence: {
      ...probe,
      isToldOfChanges: webhook?.state === 'listening',
      users: Number(users?.count ?? 0),
      ...quota,
    },
  };
}

const probedForMs = 60_000;
/** Asks Coherence who we are and for a word, at most once a minute for an organisation: the day's calls are few. */
export function createProbe({ client }: Pick<Workspaces, 'client'>, now: () => number = Date.now): FactNeeds['probe'] {
  const known = new Map<string, { answer: Promise<Probe>; until: number }>();
  return (tenantId) => {
    const found = known.get(tenantId);
    if (found && found.until > now()) return found.answer;
    const answer = ask(client, tenantId);
    known.set(tenantId, { answer, until: now() + probedForMs });
    return answer;
  };
}
async function ask(client: Workspaces['client'], tenantId: string): Promise<Probe> {
  try {
    const it = await client(tenantId);
    const { scopes } = await it.identity();
    return { isSearchLimited: (await it.search('a', 3_000)).isLimited, mayCreate: mayCreate(scopes) };
  } catch (thrown) {
    return { problem: toAppError(thrown).message, isSearchLimited: true, mayCreate: true };
  }
}
