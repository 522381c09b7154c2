import { Agent, fetch } from 'undici';
import type { Event } from '@microsoft/microsoft-graph-types';
import type { BodyInput } from '../../contract/api.js';
import { calendarScopes } from './calendar.js';
import { connectOutlook, mailAndSend } from './connect.js';
import type { Caller, World } from './world.js';

export type GraphEvent = Event & { id: string };
/** Somebody's calendar as they use it in Outlook: our product has no part in it. */
export interface Calendar {
  create(event: object): Promise<GraphEvent>;
  get(id: string): Promise<GraphEvent>;
  change(id: string, changes: object): Promise<GraphEvent>;
  remove(id: string): Promise<void>;
  act(id: string, what: 'accept' | 'decline' | 'tentativelyAccept' | 'cancel'): Promise<void>;
  /** The person's own copy of a meeting. */
  find(subject: string): Promise<GraphEvent>;
  instances(id: string, from: Date, to: Date): Promise<GraphEvent[]>;
}

/** The person allows their calendar, and gives it as Outlook has it. */
export async function openCalendar(world: World, caller: Caller): Promise<Calendar> {
  const { sandbox } = world;
  const { tenantId, objectId } = caller.mailbox;
  sandbox.entra.directory.grant(tenantId, sandbox.client.id, calendarScopes, objectId);
  await connectOutlook(world, caller, { ...mailAndSend, permissions: ['mail', 'calendar'] });
  return calendarOf(world, caller);
}

function calendarOf({ sandbox }: World, { mailbox }: Caller): Calendar {
  async function ask<T>(method: string, path: string, body?: object): Promise<T> {
    const issued = await sandbox.entra.issueForBroker({
      objectId: mailbox.objectId,
      clientId: sandbox.client.id,
      scope: calendarScopes.map((it) => `https://graph.microsoft.com/${it}`).join(' '),
    });
    if (!issued.success) throw new Error(issued.error.description);
    const dispatcher = new Agent({ connect: { ca: sandbox.caPem } });
    try {
      const response = await fetch(`${sandbox.urls.graph}/v1.0/me${path}`, {
        method,
        dispatcher,
        headers: { authorization: `Bearer ${issued.token.access_token}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return (text ? JSON.parse(text) : undefined) as T;
    } finally {
      await dispatcher.destroy();
    }
  }
  return {
    create: (event) => ask('POST', '/events', event),
    get: (id) => ask('GET', `/events/${id}`),
    change: (id, changes) => ask('PATCH', `/events/${id}`, changes),
    remove: (id) => ask('DELETE', `/events/${id}`),
    act: (id, what) => ask('POST', `/events/${id}/${what}`, {}),
    async find(subject) {
      const { value } = await ask<{ value: GraphEvent[] }>(
        'GET',
        `/events?$filter=${encodeURIComponent(`subject eq '${subject}'`)}`,
      );
      if (!value[0]) throw new Error(`${mailbox.address} has no meeting ${subject}.`);
      return value[0];
    },
    async instances(id, from, to) {
      const query = new URLSearchParams({
        startDateTime: from.toISOString(),
        endDateTime: to.toISOString(),
        $top: '100',
      });
      return (await ask<{ value: GraphEvent[] }>('GET', `/events/${id}/instances?${query.toString()}`)).value;
    },
  };
}

/** A time of the sandbox's clock, in minutes from now, as Graph wants it. */
export const minutesFrom = ({ sandbox }: World, minutes: number) => ({
  dateTime: new Date(sandbox.clock.now().getTime() + minutes * 60_000).toISOString().slice(0, 19),
  timeZone: 'UTC',
});
export const guest = (address: string) => ({ type: 'required', emailAddress: { address, name: address } });

/** The question the pane asks beside an appointment. */
export const beside = (
  caller: Caller,
  event: Pick<Event, 'id' | 'subject'>,
): BodyInput<'POST /appointments/look'> & { item: { kind: 'event'; id: string } } => ({
  mailbox: caller.person.userPrincipalName,
  item: { kind: 'event', id: event.id ?? '' },
  subject: event.subject ?? '',
  people: [],
});
