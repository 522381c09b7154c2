import { Agent, fetch } from 'undici';
import { emptyFields, newUid } from '../../sandbox/tenant/calendar/new-event.js';
import { generateEvents } from '../../sandbox/tenant/calendar/generate.js';
import { connectOutlook } from '../support/connect.js';
import { withCalendar } from '../support/followed-calendar.js';
import { startWorld, type Caller, type World } from '../support/world.js';
import { answersMeanwhile, catchUpWith, graphToken, requestsOf, until, untilIndexed } from './meanwhile.js';
import { round, spread, time } from './numbers.js';
import { usageOf, watchMemory } from './process.js';

export interface CalendarCounts {
  /** Events of a first calendar, and of a second one that is larger. */
  events: number;
  manyEvents: number;
  /** New events that are caught up with. */
  changed: number;
}
/** What a request takes on its way to Microsoft and back. */
const tripMs = 50;
/** All of them lie in the window that is followed. */
const days = 150;

/**
 * Following a calendar, by a server of its own process: the first import, what it costs at Graph, memory, how long the server's thread is
 * busy meanwhile, and catching up. Beside it a bare delta loop of the same run over the same calendar: page after page, stored nowhere.
 */
export async function measureCalendar(kind: 'embedded' | 'postgres', counts: CalendarCounts): Promise<object> {
  const world = await startWorld({
    kind,
    inside: false,
    environment: { SYNC_POLL_SECONDS: '900', SYNC_SLICE_SECONDS: '30' },
  });
  try {
    const [ada, ben] = [await world.as('Ada'), await world.as('Ben')];
    const { agendas } = world.sandbox.tenants;
    generateEvents(agendas.ofPerson('Ada'), { count: counts.events, seed: 1, days });
    generateEvents(agendas.ofPerson('Ben'), { count: counts.manyEvents, seed: 2, days });
    const server = await world.spawnServer();
    const pid = server.pid ?? 0;
    await untilIndexed(ada);
    world.sandbox.behaviour.change({ timing: { requestMs: tripMs, itemMs: 0 } });
    for (const it of [ada, ben]) await connectOutlook(world, it, withCalendar);
    const { fromDateTime, toDateTime } = await accountOf(ben);
    const bareDeltaLoop = await readBare(world, ben, { fromDateTime, toDateTime });

    const memory = watchMemory(pid);
    const first = await importOf(world, ada, pid);
    const afterFirst = memory.largestMb();
    memory.forget();
    const many = await importOf(world, ben, pid);
    const afterMany = memory.largestMb();
    memory.stop();
    const catchUp = await catchUpWith(
      { world, caller: ada, changed: counts.changed },
      (i) => addEvent(world, ada, i),
      async () => (await progressOf(ada)).events,
    );
    return {
      tripMs,
      import: first,
      importOfMany: many,
      bareDeltaLoop,
      timesTheBareLoop: round((many.perSecond / bareDeltaLoop.perSecond) * 100) / 100,
      timesTheRequestsOfTheLoop: round((many.requests / bareDeltaLoop.requests) * 100) / 100,
      catchUp,
      memory: { afterImportMb: afterFirst, afterManyMb: afterMany, growthMb: round(afterMany - afterFirst) },
      peakInFlight: world.sandbox.graph.peakInFlight(),
    };
  } finally {
    await world.stop();
  }
}

async function accountOf(caller: Caller) {
  const { accounts } = await caller.call('GET /calendar/settings');
  const own = accounts.find((it) => it.mailbox.connectedBy.isYou);
  if (!own) throw new Error('There is no calendar.');
  return own;
}
const progressOf = async (caller: Caller) =>
  (await accountOf(caller)).calendars.find((it) => it.isDefault)?.progress ?? { state: 'reading', events: 0 };

/** From Save to the last event, while somebody asks for a page of the server again and again. */
async function importOf(world: World, caller: Caller, pid: number) {
  const { mailbox, settings, version } = await accountOf(caller);
  const [requests, before] = [requestsOf(world, caller), usageOf(pid)];
  const began = performance.now();
  await caller.call('PUT /calendar/settings/:mailbox', {
    params: { mailbox: mailbox.id },
    body: { settings, version },
  });
  const answers = answersMeanwhile(world);
  const done = await until(
    () => progressOf(caller),
    (it) => it.state === 'live' && it.events > 0,
    900_000,
  );
  const seconds = (performance.now() - began) / 1000;
  const asked = requestsOf(world, caller) - requests;
  const per1000 = (value: number) => round((value * 1000) / done.events);
  return {
    events: done.events,
    seconds: round(seconds),
    perSecond: round(done.events / seconds),
    requests: asked,
    requestsPer1000: per1000(asked),
    processorMsPer1000: per1000((usageOf(pid) - before) * 1000),
    pageOfTheServerMeanwhile: spread(await answers.stop()),
  };
}

/** One page after another of the largest size, as Microsoft's documentation reads a calendar, and nothing kept. */
async function readBare(
  world: World,
  { person }: Caller,
  { fromDateTime, toDateTime }: { fromDateTime: string; toDateTime: string },
): Promise<{ events: number; requests: number; seconds: number; perSecond: number }> {
  const token = await graphToken(world, person.id, 'Calendars.ReadWrite');
  const dispatcher = new Agent({ connect: { ca: world.sandbox.caPem } });
  const headers = {
    authorization: `Bearer ${token}`,
    prefer: 'IdType="ImmutableId", outlook.timezone="UTC", outlook.body-content-type="text", odata.maxpagesize=1000',
  };
  let [events, requests] = [0, 0];
  let url: string | undefined =
    `${world.sandbox.urls.graph}/v1.0/me/calendarView/delta?startDateTime=${fromDateTime}&endDateTime=${toDateTime}`;
  const ms = await time(async () => {
    while (url !== undefined) {
      const answer = await fetch(url, { dispatcher, headers });
      if (!answer.ok) throw new Error(`The bare loop was answered ${answer.status}.`);
      const page = (await answer.json()) as { value: { type?: string }[]; '@odata.nextLink'?: string };
      events += page.value.length;
      requests += 1;
      url = page['@odata.nextLink'];
    }
  });
  await dispatcher.destroy();
  return { events, requests, seconds: round(ms / 1000), perSecond: round((events * 1000) / ms) };
}

/** A new event in somebody's calendar, an hour after the one before. */
function addEvent(world: World, caller: Caller, i: number): void {
  const agenda = world.sandbox.tenants.agendas.ofPerson(caller.person.userPrincipalName);
  const at = (minutes: number) => ({
    dateTime: new Date(Date.now() + (i * 60 + minutes) * 60_000).toISOString().slice(0, 19),
    timeZone: 'UTC',
  });
  agenda.add({
    uid: newUid(),
    calendarId: agenda.defaultCalendar.id,
    fields: { ...emptyFields(agenda.owner, { start: at(0), end: at(30) }), subject: `Measured ${i}` },
  });
}
