import type { Event } from '@microsoft/microsoft-graph-types';
import { sql } from 'kysely';
import { Agent, fetch } from 'undici';
import { notForConsumers } from '../../sandbox/entra/consumers.js';
import { isConsumer } from '../../sandbox/tenant/company.js';
import type { CalendarAccount, CalendarEvent, CalendarSettings } from '../../contract/calendar.js';
import type { Browser } from './browser.js';
import { calendarScopes } from './calendar.js';
import { connectOutlook, type ConnectBody } from './connect.js';
import { databaseOf } from './followed.js';
import { until } from './until.js';
import type { Caller, World } from './world.js';

export const withCalendar: ConnectBody = { permissions: ['mail', 'calendar'], isAnother: false, chooseAccount: false };

/** A person in Outlook: speaks with Graph under a token of their own, beside the product. */
export interface InOutlook {
  ask<T>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: T }>;
  create(event: Partial<Event> & Record<string, unknown>, path?: string): Promise<Event & { id: string }>;
  change(id: string, event: Partial<Event> & Record<string, unknown>): Promise<Event & { id: string }>;
  remove(id: string): Promise<void>;
  get(id: string): Promise<Event & { id: string }>;
  view(from: string, to: string): Promise<(Event & { id: string })[]>;
}
export async function inOutlook(world: World, { person }: Caller): Promise<InOutlook> {
  const { sandbox } = world;
  const organisation = sandbox.tenants.mailboxes.ofPerson(person.name);
  const scopes = isConsumer(organisation.tenantId)
    ? calendarScopes.filter((it) => notForConsumers([it]).length === 0)
    : calendarScopes;
  sandbox.entra.directory.grant(organisation.tenantId, sandbox.client.id, scopes, person.id);
  const issued = await sandbox.entra.issueForBroker({
    objectId: person.id,
    clientId: sandbox.client.id,
    scope: scopes.map((it) => `https://graph.microsoft.com/${it}`).join(' '),
  });
  if (!issued.success) throw new Error(issued.error.description);
  const token = issued.token.access_token;
  const dispatcher = new Agent({ connect: { ca: sandbox.caPem }, keepAliveTimeout: 10 });
  async function ask<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${sandbox.urls.graph}/v1.0${path}`, {
      method,
      dispatcher,
      headers: {
        authorization: `Bearer ${token}`,
        prefer: 'IdType="ImmutableId"',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : undefined) as T };
  }
  async function well<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await ask<T>(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
  const one = (id: string) => `/me/events/${encodeURIComponent(id)}`;
  return {
    ask,
    create: (event, path = '/me/events') => well('POST', path, event),
    change: (id, event) => well('PATCH', one(id), event),
    remove: (id) => well('DELETE', one(id)),
    get: (id) => well('GET', one(id)),
    async view(from, to) {
      const page = await well<{ value: (Event & { id: string })[] }>(
        'GET',
        `/me/calendarView?startDateTime=${from}&endDateTime=${to}&$top=1000`,
      );
      return page.value;
    },
  };
}

/** A mailbox whose calendars are followed. */
export interface FollowedCalendar {
  mailboxId: string;
  outlook: InOutlook;
  account(): Promise<CalendarAccount>;
  save(change: (settings: CalendarSettings, account: CalendarAccount) => void): Promise<CalendarAccount>;
  /** Waits until no stream of its calendars has work left. */
  settled(limitMs?: number): Promise<void>;
  /** Asks each stream for a turn and waits for it. */
  sync(): Promise<void>;
  events(from: string, to: string, search?: string): Promise<CalendarEvent[]>;
}
/** A followed calendar, and a browser to look at it: what files of browser tests share. */
export interface CalendarDesk {
  world: World;
  browser: Browser;
  ada: Caller;
  mine: FollowedCalendar;
}
/** Connects Outlook with its calendar and saves what is proposed: the default calendar, both ways. */
export async function followCalendar(
  world: World,
  caller: Caller,
  change: (settings: CalendarSettings, account: CalendarAccount) => void = () => undefined,
  body: ConnectBody = withCalendar,
): Promise<FollowedCalendar> {
  await connectOutlook(world, caller, body);
  const account = async () => {
    const { accounts } = await caller.call('GET /calendar/settings');
    const own = accounts.find((it) => it.mailbox.connectedBy.isYou);
    if (!own) throw new Error('There is no calendar.');
    return own;
  };
  const { id: mailboxId } = (await account()).mailbox;
  const database = () => databaseOf(world);
  const followed: FollowedCalendar = {
    mailboxId,
    outlook: await inOutlook(world, caller),
    account,
    async save(how) {
      const now = await account();
      how(now.settings, now);
      return caller.call('PUT /calendar/settings/:mailbox', {
        params: { mailbox: mailboxId },
        body: { settings: now.settings, version: now.version },
      });
    },
    async settled(limitMs = 120_000) {
      await until(
        async () =>
          (
            await sql<{ id: string; stage: string }>`
          select s.id, s.stage, s.problem, s.wished_at, s.lease_until, k.version, k.planned_version from calendar_setting k
          left join sync_state s on s.mailbox_id = k.mailbox_id and s.workload = 'calendar' and s.stage <> 'stopped'
          where k.mailbox_id = ${Number(mailboxId)} and (k.planned_version <> k.version or s.stage = 'baseline' or s.wished_at is not null
            or s.lease_until > now() or s.generation > s.swept)`.execute(database().kysely)
          ).rows,
        (left) => left.length === 0,
        limitMs,
      );
    },
    async sync() {
      await sql`update sync_state set wished_at = now(), next_attempt_at = null where mailbox_id = ${Number(mailboxId)} and workload = 'calendar'
        and stage <> 'stopped'`.execute(database().kysely);
      await followed.settled();
    },
    async events(from, to, search) {
      const { events } = await caller.call('POST /calendar/events/search', {
        body: { from, to, ...(search ? { search } : {}) },
      });
      return events;
    },
  };
  await followed.save(change);
  await followed.settled();
  return followed;
}

/** A moment so many days from now, at a time of day of UTC; days are counted from the coming Monday, so that weeks stay whole. */
export function dayAt(days: number, time = '09:00:00'): string {
  const monday = new Date();
  monday.setUTCDate(monday.getUTCDate() + ((8 - monday.getUTCDay()) % 7) + 14 + days);
  return `${monday.toISOString().slice(0, 10)}T${time}`;
}
