import type { CreatedRecord } from '../../contract/api.js';
import type { Fault } from '../../sandbox/base/faults.js';
import { until } from '../support/until.js';
import { Refused, startWorld, type Caller, type World } from '../support/world.js';

let world: World;
let ada: Caller;
beforeAll(async () => {
  world = await startWorld({ environment: { WORKER_LEASE_SECONDS: '2' } });
  ada = await world.as('Ada');
});
afterAll(() => world?.stop());

const silence = 'Coherence is not answering. The email is filed; its record is checked when Coherence is back.';
const limit = 'The limit of calls to Coherence is reached. It continues by itself.';
const isDown: Partial<Fault> = { answer: { status: 503, code: 'unavailable', message: 'Not available.' } };
/** Far longer than anybody waits: whoever gets an answer from us has not waited for one of its. */
const isSlow: Partial<Fault> = { delayMs: 60_000 };
const isBusy: Partial<Fault> = {
  answer: { status: 429, code: 'rate_limit_exceeded', message: 'Too many.', retryAfterSeconds: 2 },
};
const coherence = (fault: Partial<Fault>) =>
  world.sandbox.faults.add({ service: 'coherence', times: 0, path: '^/v1/', ...fault });
const workspace = () => world.sandbox.coherence.workspaces.of('Alder & Finch');
const people = (email: string) => workspace().records.filter((it) => it.fields.email === email);
const mira = { fld_first_name: 'Mira', fld_last_name: 'Solano', fld_email: 'mira@solano.example' };
const create = (fields: Record<string, string> = mira, module = 'people') =>
  ada.call('POST /records', { body: { module, fields } });
const filing = (id: string) => ada.call('GET /filings/:id', { params: { id } });
const wish = (id: string) => ada.call('GET /records/wishes/:id', { params: { id } });
const match = (address: string) =>
  ada.call('POST /matches', {
    body: { internetMessageId: '<x@y>', subject: 'x', participants: [{ role: 'from', address }] },
  });
const search = (query: string) => ada.call('POST /records/search', { body: { query } });
async function problemOf(work: Promise<unknown>) {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Refused)) throw new Error(`It was not refused: ${String(thrown)}`);
  return thrown.problem;
}

describe.each<[string, Partial<Fault>, string, string]>([
  ['is down', isDown, 'Quote for the renewal', silence],
  ['is slow', isSlow, 'Minutes of our meeting', silence],
  ['says to wait', isBusy, 'Floor plans and photographs', limit],
])('while Coherence %s', (what, fault, subject, notice) => {
  const email = `mira.${what.replace(/ /g, '-')}@solano.example`;
  const person = { ...mira, fld_email: email };
  let outage: string;
  let filingId: string;
  let wishId: string;
  beforeAll(() => {
    outage = coherence(fault);
  });

  test('M104 filing is accepted, and its check is seen to wait', async () => {
    const filed = await ada.file(subject);
    expect(filed).toMatchObject({ state: 'filed', recordCheck: 'pending', isWorking: true });
    filingId = filed.id;
    const waiting = await until(
      () => filing(filingId),
      (it) => it.notice !== undefined,
    );
    expect(waiting).toMatchObject({ state: 'filed', recordCheck: 'pending', isWorking: true });
    expect([notice, silence]).toContain(waiting.notice); // after several refusals nobody is asked any more
    expect(Date.parse(waiting.nextAttemptDateTime ?? '')).toBeGreaterThan(0);
  });

  test('M105 a person is not created, but queued and seen to wait; a second click is the same wish', async () => {
    const queued = (await create(person)) as Extract<CreatedRecord, { state: 'queued' }>;
    expect(queued).toMatchObject({ state: 'queued', displayName: 'Mira Solano' });
    wishId = queued.id;
    expect((await match(email)).people).toMatchObject([{ state: 'queued' }]);
    expect(await create(person)).toMatchObject({ state: 'queued', id: wishId });
    expect(people(email)).toHaveLength(0);
  });

  test('M115 search answers from what we know, without waiting for it, and says so', async () => {
    expect(await search('D-1042')).toMatchObject({
      limited: true,
      records: [{ displayName: 'Lumen Works – Renewal 2027' }],
    });
    expect(await search('Somebody else')).toMatchObject({ limited: true, records: [] });
  });

  test('M115 opening a mail asks Coherence nothing', async () => {
    const { suggestions } = await match('jana.novak@lumenworks.example');
    expect(suggestions[0]).toMatchObject({ record: { displayName: 'Jana Novák' }, reason: { kind: 'address' } });
  });

  test('M104 a record nobody here has heard of is not filed to', async () => {
    const unheard = ada.file('Site visit on the 9th', { module: 'people', id: 'rec_unheard' });
    expect(await problemOf(unheard)).toMatchObject({
      status: 503,
      code: 'coherence_unavailable',
      field: 'records.0',
      detail: 'Coherence is not answering, and this record is not known here yet. Try again in a moment.',
    });
  });

  test('M104 M105 when it is back everything is done by itself, once', async () => {
    world.sandbox.faults.remove(outage);
    const settled = await ada.settled(filingId, 90_000);
    expect(settled).toMatchObject({ recordCheck: 'ok', category: 'set' });
    expect(settled.notice).toBeUndefined();
    expect(new Set(settled.files.map((it) => it.state))).toEqual(new Set(['stored']));
    const done = await until(
      () => wish(wishId),
      (it) => it.state === 'created',
    );
    expect(done).toMatchObject({ record: { displayName: 'Mira Solano', module: 'people' } });
    expect(people(email)).toHaveLength(1);
    const matched = await match(email);
    expect(matched.suggestions).toMatchObject([{ record: { displayName: 'Mira Solano' }, confidence: 'high' }]);
    expect(matched.people).toMatchObject([{ state: 'known' }]);
  });
});

test('M104 a record that turns out to be gone when Coherence is back is said so, and the filing can be taken back', async () => {
  const { workspaces } = world.sandbox.coherence;
  const { id } = workspaces.add(workspace(), 'mod_people', 'Odette Faure', { email: 'odette@faure.example' });
  // Only a search has shown it so far: its name is known from then on, Coherence silent or not.
  expect(await search('Odette')).toMatchObject({ limited: false, records: [{ id, displayName: 'Odette Faure' }] });
  const outage = coherence({ ...isDown, path: '/records/' });
  const filed = await ada.file('Site visit on the 9th', { module: 'people', id });
  expect(filed).toMatchObject({ recordCheck: 'pending', record: { displayName: 'Odette Faure' } });
  workspaces.trash(workspace(), id);
  world.sandbox.faults.remove(outage);
  expect(await ada.settled(filed.id, 90_000)).toMatchObject({
    state: 'filed',
    recordCheck: 'missing',
    notice: 'This record was deleted or merged in Coherence. Unfile this email, or file it to another record.',
    canUnfile: true,
  });
  await ada.call('POST /filings/:id/unfile', { params: { id: filed.id } });
  expect((await ada.settled(filed.id)).state).toBe('unfiled');
});

test('M115 search that is limited says so and shows what we know, never "nothing found"', async () => {
  world.sandbox.coherence.settings.isSearchDown = true;
  expect(await search('Jana')).toMatchObject({
    limited: true,
    notice: 'Search in Coherence is limited right now. These are the records we know ourselves.',
    records: [{ displayName: 'Jana Novák' }],
  });
  expect(await search('Somebody else')).toMatchObject({ limited: true, records: [] });
  world.sandbox.coherence.settings.isSearchDown = false;
  expect(await search('Somebody else')).toEqual({ limited: false, records: [] });
});

const revoked = 'The Coherence key of your organisation is no longer valid. Ask your administrator to replace it.';
test('M115 a key that was revoked is said so, wherever Coherence is asked; nothing that waits is lost by it', async () => {
  const down = coherence({ ...isDown, path: '/records' });
  const queued = (await create()) as { id: string };
  expect(queued).toMatchObject({ state: 'queued' });
  workspace().isKeyRevoked = true;
  world.sandbox.faults.remove(down);
  expect(await search('Jana')).toMatchObject({
    limited: true,
    notice: `${revoked} These are the records we know ourselves.`,
  });
  expect(await ada.call('GET /records/:module/:id', { params: { module: 'people', id: 'rec_jana' } })).toMatchObject({
    record: { displayName: 'Jana Novák' },
    fields: [],
    notice: revoked,
  });
  expect(await problemOf(create({ ...mira, fld_email: 'new@solano.example' }))).toMatchObject({
    status: 403,
    code: 'access_denied',
    source: 'coherence',
    detail: revoked,
  });
  const filed = await ada.file('Payment advice 4471');
  expect(filed).toMatchObject({ state: 'filed', recordCheck: 'pending' });
  await until(
    () => ada.call('GET /filings/:id', { params: { id: filed.id } }),
    (it) => it.notice === revoked,
  );
  await until(
    () => wish(queued.id),
    (it) => it.state === 'queued' && it.problem === revoked,
  );
  // The administrator replaces the key; people go on with one click.
  workspace().isKeyRevoked = false;
  await ada.call('POST /filings/:id/retry', { params: { id: filed.id } });
  expect(await ada.settled(filed.id)).toMatchObject({ recordCheck: 'ok' });
  expect(await until(create, (it) => it.state === 'created')).toMatchObject({ existed: false });
  expect(await wish(queued.id)).toMatchObject({ state: 'created' });
});

test('M115 M118 F2 a key without the scope to create: it is named where somebody creates, where keys are kept, and in what works here', async () => {
  const cleo = await world.as('Cleo');
  const { scopes } = workspace();
  workspace().scopes = scopes.filter((it) => it !== 'records:write');
  try {
    const sentence = 'The Coherence key of your organisation does not allow this: records:write.';
    expect(await problemOf(create({ ...mira, fld_email: 'scope@solano.example' }))).toMatchObject({
      status: 403,
      detail: sentence,
      diagnosis: { cause: 'coherence.scope', about: 'records:write' },
    });
    const { capabilities } = await cleo.call('GET /admin/coherence');
    expect(capabilities.find((it) => it.name === 'Creating records')).toEqual({
      name: 'Creating records',
      works: false,
      instead: sentence,
    });
    expect(capabilities.find((it) => it.name === 'Records and fields')).toMatchObject({ works: true });
    const told = (await ada.call('GET /what-works')).capabilities;
    expect(told.find((it) => it.capability === 'createRecords')).toEqual({
      capability: 'createRecords',
      state: 'off',
      sentence,
      remedy: { by: 'administrator', place: 'coherence' },
    });
    expect((await search('Jana')).records.length).toBeGreaterThan(0); // reading goes on
    const filed = await ada.file('Payment advice 4471');
    expect(await ada.settled(filed.id)).toMatchObject({ recordCheck: 'ok' });
  } finally {
    workspace().scopes = scopes;
  }
});
