import { sql } from 'kysely';
import type { CoherenceRecord } from '../../contract/coherence.js';
import { alder } from '../../sandbox/tenant/company.js';
import type { Database } from '../../server/db/database.js';
import { gatherStatistics, indexRecords } from '../../server/records/index-store.js';
import type { ModuleRow } from '../../server/records/workspaces.js';
import { startWorld } from '../support/world.js';
import { spread, time } from './numbers.js';

const batch = 1000;

/** How long it takes to find the records of a mail among many people, beside the smallest question one can ask the database. */
export async function measureMatch(
  kind: 'embedded' | 'postgres',
  { people, questions }: { people: number; questions: number },
): Promise<object> {
  const world = await startWorld({ kind });
  try {
    const { server } = world;
    if (!server) throw new Error('The server did not start.');
    const ada = await world.as('Ada');
    await ada.call('GET /me'); // the person is known, the modules are read
    const module = await personModule(server.database);
    const indexMs = await time(async () => {
      for (let from = 0; from < people; from += batch)
        await indexRecords(
          server.database.kysely,
          alder.tenantId,
          module,
          peopleFrom(from, Math.min(batch, people - from)),
        );
    });
    await gatherStatistics(server.database); // as at the end of every refresh
    const viewer = {
      tenantId: alder.tenantId,
      objectId: ada.person.id,
      name: ada.person.name,
      address: ada.person.userPrincipalName,
      scopes: [],
    };
    const selectOne = () => sql`select 1`.execute(server.database.kysely);
    const ask = (n: number) => server.records.match(viewer, mail(n, people));
    for (let n = 0; n < 50; n += 1) await Promise.all([ask(n), selectOne()]);
    const [match, selects] = [[] as number[], [] as number[]];
    for (let n = 0; n < questions; n += 1) {
      match.push(await time(() => ask(n * 7919)));
      selects.push(await time(selectOne));
    }
    const found = await ask(17);
    if (found.suggestions[0]?.record.id !== `rec_p${17 % people}`) throw new Error('The index found the wrong person.');
    return { people, indexSeconds: Math.round(indexMs / 1000), match: spread(match), select1: spread(selects) };
  } finally {
    await world.stop();
  }
}

async function personModule({ kysely }: Database): Promise<ModuleRow> {
  const row = await kysely
    .selectFrom('module')
    .selectAll()
    .where('tenant_id', '=', alder.tenantId)
    .where('role', '=', 'person')
    .executeTakeFirstOrThrow();
  return {
    moduleId: row.module_id,
    slug: row.slug,
    singular: row.singular,
    plural: row.plural,
    role: 'person',
    fields: row.fields as ModuleRow['fields'],
  };
}

const peopleFrom = (from: number, count: number): CoherenceRecord[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `rec_p${from + i}`,
    moduleSlug: 'people',
    displayName: `Person ${from + i}`,
    fields: { email: addressOf(from + i) },
  }));
const addressOf = (n: number) => `person.${n}@company-${n % 5000}.example`;

/** A mail from one known person to three others, one of them a stranger, with a record's code in its subject. */
const mail = (n: number, people: number) => ({
  conversationId: `AAQk${n}`,
  subject: `Re: [D-${1000 + (n % 100)}] Delivery ${n}`,
  participants: [
    { role: 'from' as const, address: addressOf(n % people) },
    { role: 'to' as const, address: alder.people[0]?.userPrincipalName ?? '' },
    { role: 'cc' as const, address: addressOf((n + 1) % people) },
    { role: 'cc' as const, address: `stranger.${n}@nowhere-${n}.example` },
  ],
});
