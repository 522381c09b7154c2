import { sql } from 'kysely';
import { startBrowser } from '../support/browser.js';
import { scrollTimeline, storeManyMails, type Scrolled } from '../support/long-timeline.js';
import { alder } from '../../sandbox/tenant/company.js';
import { storeMailbox } from '../support/mail-rows.js';
import { startWorld, type Caller, type World } from '../support/world.js';
import { round, spread, time } from './numbers.js';

/** A page of a record that has very many mails: the first, one far back, and a search; beside the smallest question to the database. */
export async function measureTimeline(
  kind: 'embedded' | 'postgres',
  { entries, pages }: { entries: number; pages: number },
): Promise<object> {
  const world = await startWorld({ kind });
  try {
    const { server } = world;
    if (!server) throw new Error('The server did not start.');
    const ada = await world.as('Ada');
    await ada.call('GET /me');
    const on = server.database.kysely;
    const mailbox = await storeMailbox(on, alder.tenantId, ada.person.id, ada.person.userPrincipalName);
    const { module_id: module } = await on
      .selectFrom('module')
      .select('module_id')
      .where('tenant_id', '=', alder.tenantId)
      .where('role', '=', 'person')
      .executeTakeFirstOrThrow();
    const { tenantId } = alder;
    const fill = (recordId: string, word: string, perConversation: number) =>
      storeManyMails(server.database, {
        ...{ tenantId, mailbox, count: entries, word, perConversation },
        record: { moduleId: module, recordId },
      });
    await fill('rec_jana', 'Measured', 3);
    const far = await walk(ada, 40);
    const [first, deep, search, selects] = [[] as number[], [] as number[], [] as number[], [] as number[]];
    for (let i = 0; i < pages; i += 1) {
      first.push(await time(() => page(ada)));
      deep.push(await time(() => page(ada, far)));
      selects.push(await time(() => sql`select 1`.execute(on)));
    }
    for (let i = 0; i < Math.max(3, pages / 10); i += 1)
      search.push(
        await time(() =>
          ada.call('POST /records/:module/:id/timeline', {
            params: ofJana,
            body: { search: `Measured ${Math.floor(entries / 2) + i}` },
          }),
        ),
      );
    return {
      entries,
      firstPage: spread(first),
      farPage: spread(deep),
      search: spread(search),
      select1: spread(selects),
      ...(kind === 'embedded'
        ? { scroll: await measureScrolling(world, entries, () => fill('rec_priya', 'Entry', 1)) }
        : {}),
    };
  } finally {
    await world.stop();
  }
}

/**
 * A record with as many entries as that, scrolled in a browser from the newest to the oldest, which loads page after page; and once all of
 * them are there, back through them at the speed of a quick wheel, beside the same on a record with few.
 */
async function measureScrolling(world: World, entries: number, fill: () => Promise<void>): Promise<object> {
  await fill();
  const browser = await startBrowser();
  try {
    const page = await browser.open();
    const open = async (record: string) => {
      await page.goto(`${world.sandbox.urls.server}/record/people/${record}`);
      const signIn = page.getByRole('link', { name: /Ada Brandt/ });
      const entry = page.getByRole('article').first();
      await signIn.or(entry).first().waitFor({ timeout: 120_000 });
      if (await signIn.isVisible()) await signIn.click();
      await entry.waitFor({ timeout: 120_000 });
    };
    await open('rec_jana');
    const few = await scrollTimeline(page, { by: 120, frames: 240 });
    await open('rec_priya');
    const toTheEnd = await scrollTimeline(page, { by: 6_000, until: `Entry ${entries}` });
    if (!toTheEnd.isAtEnd) throw new Error('The end of the record was not reached.');
    const loaded = await scrollTimeline(page, { by: -120, frames: 600 });
    return { entries, toTheEnd: toldOf(toTheEnd), loaded: toldOf(loaded), few: toldOf(few) };
  } finally {
    await browser.close();
  }
}
const toldOf = ({ frames, longTasks, seconds, mostEntries, mostElements }: Scrolled) => ({
  seconds: round(seconds),
  frames: spread(frames),
  longTasks: longTasks.length,
  longestTaskMs: Math.max(0, ...longTasks),
  mostEntries,
  mostElements,
});

const ofJana = { module: 'people', id: 'rec_jana' };
const page = (caller: Caller, before?: string) =>
  caller.call('GET /records/:module/:id/timeline', { params: ofJana, query: before ? { before } : {} });
/** The place after so many pages. */
async function walk(caller: Caller, pages: number): Promise<string> {
  let place: string | undefined;
  for (let i = 0; i < pages; i += 1) {
    const { entries, next } = await page(caller, place);
    if (entries.length === 0 || !next) break;
    place = next;
  }
  if (!place) throw new Error('The record has one page only.');
  return place;
}
