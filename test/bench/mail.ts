import fs from 'node:fs';
import { Agent, fetch } from 'undici';
import { follow, type Followed } from '../support/followed.js';
import { startWorld, type Caller, type World } from '../support/world.js';
import { answersMeanwhile, catchUpWith, graphToken, pause, requestsOf, until, untilIndexed } from './meanwhile.js';
import { round, spread, time } from './numbers.js';
import { usageOf, watchMemory } from './process.js';

export interface MailCounts {
  /** Messages of the first import, and of a second mailbox that is larger. */
  messages: number;
  manyMessages: number;
  /** Changes of one folder that are caught up with. */
  changed: number;
  /** Mails whose way to their record is timed. */
  arrivals: number;
}
/** What a request takes on its way to Microsoft and back, and what the service takes for it. */
const tripMs = 50;
const fields =
  'id,changeKey,lastModifiedDateTime,internetMessageId,conversationId,parentFolderId,receivedDateTime,sentDateTime,subject,bodyPreview,from,toRecipients,ccRecipients,bccRecipients,hasAttachments,importance,categories,isDraft';

/**
 * Following a mailbox, by a server of its own process: the first import, what it costs at Graph, catching up, memory, and the way of
 * one new mail. Beside it what a plain reader of the same run does: one page after another, stored nowhere.
 */
export async function measureMail(kind: 'embedded' | 'postgres', counts: MailCounts): Promise<object> {
  const world = await startWorld({
    kind,
    inside: false,
    environment: { SYNC_POLL_SECONDS: '900', SYNC_SLICE_SECONDS: '30' },
  });
  try {
    const [ada, ben] = [await world.as('Ada'), await world.as('Ben')];
    for (const [person, count] of [
      ['Ada', counts.messages],
      ['Ben', counts.manyMessages],
    ] as const)
      world.sandbox.tenants.mailboxes.generate({ person, count, days: 80, bodyBytes: 2_000, withFolders: false });
    const server = await world.spawnServer();
    const pid = server.pid ?? 0;
    await untilIndexed(ada);
    world.sandbox.behaviour.change({ timing: { requestMs: tripMs, itemMs: 0 } });
    const plainReader = await readPlainly(world, ada, counts.messages);

    const memory = watchMemory(pid);
    const [first, followed] = await importOf(world, ada, pid);
    const afterFirst = memory.largestMb();
    const catchUp = await catchUpWith(
      { world, caller: ada, changed: counts.changed },
      () => deliver(world, ada),
      async () => (await progressOf(ada, followed)).stored,
    );
    const arrival = await measureArrivals(world, ada, counts.arrivals);
    memory.forget();
    const filed = fileMeanwhile(ada);
    const [second] = await importOf(world, ben, pid);
    const filingMeanwhile = spread(await filed.stop());
    const afterSecond = memory.largestMb();
    memory.stop();
    return {
      tripMs,
      import: first,
      importOfMany: second,
      filingMeanwhile,
      plainReader,
      timesThePlainReader: round((first.perSecond / plainReader.perSecond) * 100) / 100,
      catchUp,
      arrival,
      memory: { afterImportMb: afterFirst, afterManyMb: afterSecond, growthMb: round(afterSecond - afterFirst) },
      peakInFlight: world.sandbox.graph.peakInFlight(),
    };
  } finally {
    await world.stop();
  }
}

const progressOf = (caller: Caller, { mailbox }: Followed) =>
  caller.call('GET /mailboxes/:mailbox/progress', { params: { mailbox: mailbox.id } });

/** From Save to the last message, while somebody asks for a page of the server again and again. */
async function importOf(world: World, caller: Caller, pid: number) {
  const requests = requestsOf(world, caller);
  const before = usageOf(pid);
  const began = performance.now();
  const followed = await follow(
    world,
    caller,
    (settings) => {
      settings.range = { kind: 'days', days: 90 };
    },
    () => {
      throw new Error('The server runs elsewhere.');
    },
  );
  const answers = answersMeanwhile(world);
  const done = await until(
    () => progressOf(caller, followed),
    (it) => it.isLive && it.folders.every((folder) => folder.stage === 'live') && it.stored > 0,
    900_000,
  );
  const seconds = (performance.now() - began) / 1000;
  const messages = done.stored + done.excluded;
  const per1000 = (value: number) => round((value * 1000) / messages);
  return [
    {
      messages,
      seconds: round(seconds),
      perSecond: round(messages / seconds),
      requestsPer1000: per1000(requestsOf(world, caller) - requests),
      processorMsPer1000: per1000((usageOf(pid) - before) * 1000),
      pageOfTheServerMeanwhile: spread(await answers.stop()),
    },
    followed,
  ] as const;
}

/** A colleague files mail from the pane, one after another, until stopped. */
function fileMeanwhile(caller: Caller) {
  const messages = caller.mailbox.messages.slice(0, 200);
  const taken: number[] = [];
  let isOver = false;
  const filing = (async () => {
    for (const { restId, graph } of messages) {
      if (isOver) return;
      taken.push(
        await time(() =>
          caller.call('POST /filings', {
            body: {
              mailbox: caller.person.userPrincipalName,
              messageId: restId,
              internetMessageId: graph.internetMessageId ?? '',
              records: [{ module: 'people', id: 'rec_jana' }],
              attachmentIds: [],
              saveCopy: false,
            },
          }),
        ),
      );
      await new Promise((resolve) => {
        setTimeout(resolve, 300);
      });
    }
  })();
  return {
    async stop() {
      isOver = true;
      await filing;
      return taken;
    },
  };
}

/** One page of a hundred after another, as the official library's iterator reads, and nothing kept. */
async function readPlainly(world: World, { person }: Caller, count: number): Promise<{ perSecond: number }> {
  const token = await graphToken(world, person.id, 'Mail.ReadWrite');
  const dispatcher = new Agent({ connect: { ca: world.sandbox.caPem } });
  let messages = 0;
  let url: string | undefined = `${world.sandbox.urls.graph}/v1.0/me/messages?$top=100&$select=${fields}`;
  const ms = await time(async () => {
    while (url !== undefined && messages < count) {
      const answer = await fetch(url, { dispatcher, headers: { authorization: `Bearer ${token}` } });
      const page = (await answer.json()) as { value: unknown[]; '@odata.nextLink'?: string };
      messages += page.value.length;
      url = page['@odata.nextLink'];
    }
  });
  await dispatcher.destroy();
  return { perSecond: round((messages * 1000) / ms) };
}
let delivered = 0;
function deliver(world: World, { person }: Caller): string {
  delivered += 1;
  world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: person.name, address: person.userPrincipalName }],
    subject: `Measured ${delivered}.`,
    html: '<p>Hello</p>',
  });
  return `Measured ${delivered}.`;
}
const isOnRecord = async (caller: Caller, subject: string) =>
  JSON.stringify(
    (
      await caller.call('GET /records/:module/:id/timeline', {
        params: { module: 'people', id: 'rec_jana' },
        query: {},
      })
    ).entries[0] ?? {},
  ).includes(subject);

/** From its delivery until a mail stands on the record, beside one trip to Graph. */
async function measureArrivals(world: World, caller: Caller, arrivals: number) {
  const linked: number[] = [];
  const trips: number[] = [];
  const token = await graphToken(world, caller.person.id, 'Mail.ReadWrite');
  const dispatcher = new Agent({ connect: { ca: world.sandbox.caPem } });
  for (let i = 0; i < arrivals; i += 1) {
    linked.push(
      await time(async () => {
        const subject = deliver(world, caller);
        await until(
          () => isOnRecord(caller, subject),
          (it) => it,
          60_000,
          150,
        );
      }),
    );
    await pause(1_500);
    trips.push(
      await time(async () => {
        await (
          await fetch(`${world.sandbox.urls.graph}/v1.0/me/messages?$top=1`, {
            dispatcher,
            headers: { authorization: `Bearer ${token}` },
          })
        ).text();
      }),
    );
  }
  await dispatcher.destroy();
  return { linked: spread(linked), oneTripToGraph: spread(trips) };
}

/** Whether this machine tells what a process uses. */
export const canMeasureProcesses = (): boolean => fs.existsSync('/proc/self/stat');
