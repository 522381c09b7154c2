import type { Fault } from '../../sandbox/base/faults.js';
import { until } from '../support/until.js';
import { Refused, startWorld, type Caller, type World } from '../support/world.js';

let world: World;
let ada: Caller;
beforeAll(async () => {
  world = await startWorld({ environment: { WORKER_LEASE_SECONDS: '2' } });
  ada = await world.as('Ada');
  // Without the constraint that would refuse a second one: only our own care prevents it.
  delete workspace().modules.find((it) => it.slug === 'people')?.unique;
});
afterEach(() => world.sandbox.faults.clear());
afterAll(() => world?.stop());

const coherence = (fault: Partial<Fault>) =>
  world.sandbox.faults.add({ service: 'coherence', times: 0, path: '^/v1/', ...fault });
const workspace = () => world.sandbox.coherence.workspaces.of('Alder & Finch');
const people = (email: string) => workspace().records.filter((it) => it.fields.email === email);
const mira = { fld_first_name: 'Mira', fld_last_name: 'Solano', fld_email: 'mira@solano.example' };
const create = (fields: Record<string, string> = mira, module = 'people') =>
  ada.call('POST /records', { body: { module, fields } });
const wish = (id: string) => ada.call('GET /records/wishes/:id', { params: { id } });
const match = (address: string) =>
  ada.call('POST /matches', {
    body: { internetMessageId: '<x@y>', subject: 'x', participants: [{ role: 'from', address }] },
  });
async function problemOf(work: Promise<unknown>) {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Refused)) throw new Error(`It was not refused: ${String(thrown)}`);
  return thrown.problem;
}

test('M105 when Coherence creates the person and its answer is lost, there is one person, not two', async () => {
  const ways: Partial<Fault>[] = [
    { dropConnection: true },
    { lateAnswer: { status: 504, code: 'gateway_timeout' } },
    { holdAfter: true },
  ];
  const wishes: { id: string; person: typeof mira }[] = [];
  const holds: string[] = [];
  for (const [i, way] of ways.entries()) {
    const person = { ...mira, fld_email: `lost${i}@solano.example` };
    holds.push(coherence({ method: 'POST', path: '/modules/people/records$', ...way, times: 1 }));
    const first = await create(person);
    expect(first.state).toBe('queued');
    wishes.push({ id: (first as { id: string }).id, person });
  }
  // Impatience changes nothing: each click is the same wish.
  for (const { id, person } of wishes)
    for (const it of await Promise.all([create(person), create(person)]))
      expect(it).toMatchObject({ state: 'queued', id });
  for (const id of holds) world.sandbox.faults.release(id);
  for (const { id, person } of wishes) {
    await until(
      () => wish(id),
      (it) => it.state === 'created',
    );
    expect(people(person.fld_email)).toHaveLength(1);
  }
});

test('M105 twenty clicks at once, for one address written in different ways, make one person', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      create({
        ...mira,
        fld_last_name: 'Twenty',
        fld_email: i % 2 ? 'Twenty@Solano.example' : ' twenty@solano.EXAMPLE ',
      }),
    ),
  );
  // Who comes while another click is just asking again may be told that the wish waits; it is the same wish, and it is fulfilled.
  const made = await Promise.all(
    answers.map(async (it) =>
      it.state === 'queued'
        ? until(
            () => wish(it.id),
            ({ state }) => state !== 'queued',
          )
        : it,
    ),
  );
  expect(new Set(made.map((it) => it.state))).toEqual(new Set(['created']));
  expect(new Set(made.map((it) => (it as { record: { id: string } }).record.id)).size).toBe(1);
  expect(workspace().records.filter((it) => it.displayName === 'Mira Twenty')).toHaveLength(1);
});

test('M105 a person who is in Coherence already, unknown to our index, is found and not made again', async () => {
  const { workspaces } = world.sandbox.coherence;
  const there = workspaces.add(workspace(), 'mod_people', 'Mira Solano-Reyes', {
    email: 'other@x.example, THERE@solano.example',
  });
  expect(await create({ ...mira, fld_email: 'there@solano.example' })).toMatchObject({
    state: 'created',
    existed: true,
    record: { id: there.id },
  });
});

test('M105 what Coherence refuses is said at the field, and nothing waits', async () => {
  coherence({
    method: 'POST',
    path: '/records$',
    times: 1,
    answer: { status: 400, code: 'invalid_format', message: 'Email has a wrong format.' },
  });
  expect(await problemOf(create())).toMatchObject({
    status: 400,
    code: 'invalid_request',
    source: 'coherence',
    detail: 'Email has a wrong format.',
  });
  expect((await match('mira@solano.example')).people).toMatchObject([{ state: 'unknown' }]);
  expect(await create()).toMatchObject({ state: 'created', existed: false });
});
