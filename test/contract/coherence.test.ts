import type { CoherenceRecord } from '../../contract/coherence.js';
import type { Fault } from '../../sandbox/base/faults.js';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.js';
import { alder, birch } from '../../sandbox/tenant/company.js';
import { AppError } from '../../server/base/errors.js';
import { createOutbound } from '../../server/base/outbound.js';
import { createCoherenceClient, type CoherenceClient } from '../../server/records/coherence/client.js';
import { valueOf } from '../../server/records/coherence/decode.js';
import { Breaker, Quota } from '../../server/records/coherence/quota.js';

/* What our client promises of Coherence's public API, whichever of its three descriptions is spoken (docs/decisions/0003). */
let sandbox: Sandbox;
let outside: ReturnType<typeof createOutbound>;
beforeAll(async () => {
  sandbox = await startSandbox({ root: process.cwd(), serverUrl: 'http://127.0.0.1:9' });
  outside = createOutbound({ caFile: sandbox.caFile, configured: [sandbox.urls.coherence] });
});
afterAll(async () => {
  await outside?.close();
  await sandbox?.stop();
});
afterEach(() => {
  sandbox.faults.clear();
  Object.assign(sandbox.coherence.settings, { dialect: 'o', isSearchDown: false, perMinute: 5000, dropsFields: [] });
  workspace().isKeyRevoked = false;
  setPrivate(false);
});

const workspace = () => sandbox.coherence.workspaces.of('Alder & Finch');
const setPrivate = (isPrivate: boolean) => {
  const tasks = workspace().modules.find((it) => it.slug === 'tasks');
  if (tasks) tasks.isPrivate = isPrivate;
};
const fault = (more: Partial<Fault>) => sandbox.faults.add({ service: 'coherence', path: '^/v1/', ...more });
const unavailable = { status: 503, code: 'unavailable', message: 'Not available.' };
interface Parts {
  quota?: Quota;
  breaker?: Breaker;
  isBackground?: boolean;
  apiKey?: string;
}
const clientOf = ({ quota = new Quota(), breaker = new Breaker(), isBackground = false, apiKey }: Parts = {}) =>
  createCoherenceClient({
    baseUrl: `${sandbox.urls.coherence}/v1`,
    apiKey: apiKey ?? alder.coherence.apiKey,
    outbound: outside.outbound,
    quota,
    breaker,
    isBackground,
  });
async function refusal(work: Promise<unknown>): Promise<AppError> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof AppError)) throw new Error(`It was not refused in our words: ${String(thrown)}`);
  return thrown;
}
/** How often Coherence was asked while the work was done; what a fault answers is not among it. */
async function asked<T>(work: () => Promise<T>): Promise<{ calls: number; result: T }> {
  const before = sandbox.coherence.calls();
  const result = await work();
  return { calls: sandbox.coherence.calls() - before, result };
}
async function all(client: CoherenceClient, slug: string) {
  const pages: CoherenceRecord[][] = [];
  for await (const page of client.records(slug)) pages.push(page);
  return { pages: pages.length, records: pages.flat() };
}

describe.each(['o', 'd', 'l'] as const)('M115 Coherence speaks dialect %s', (dialect) => {
  let client: CoherenceClient;
  beforeEach(() => {
    sandbox.coherence.settings.dialect = dialect;
    client = clientOf();
  });

  test('whose key it is', async () => {
    expect((await client.identity()).workspaceName).toBe('Alder & Finch');
  });

  test('modules with both names, fields with type, need and options; what a key may not see is not there', async () => {
    setPrivate(true);
    const modules = await client.modules();
    expect(modules).toContainEqual(
      expect.objectContaining({ id: 'mod_people', slug: 'people', singular: 'Person', plural: 'People' }),
    );
    expect(modules.map((it) => it.slug)).not.toContain('tasks');
    const fields = await client.fields('people');
    expect(fields).toContainEqual(
      expect.objectContaining({ id: 'fld_email', slug: 'email', label: 'Email', dataType: 'email', isRequired: true }),
    );
    expect(fields.find((it) => it.slug === 'person-type')?.options.map((it) => it.value)).toEqual([
      'Customer',
      'Vendor',
      'Partner',
      'Employee',
      'Other',
    ]);
    expect((await refusal(client.fields('tasks'))).code).toBe('access_denied');
  });

  test('every record of a module comes once, page by page, and no page is asked for in vain', async () => {
    const { workspaces } = sandbox.coherence;
    const made = Array.from({ length: 230 }, (_, i) => workspaces.add(workspace(), 'mod_leads', `Lead ${i}`, {}).id);
    const wanted = workspaces.records(workspace(), 'mod_leads').map((it) => it.id);
    const { calls, result } = await asked(() => all(client, 'leads'));
    expect(result.records.map((it) => it.id)).toEqual(wanted);
    expect(calls).toBe(Math.ceil(wanted.length / 100));
    expect(result.pages).toBe(calls);
    expect(result.records[0]).toMatchObject({ moduleSlug: 'leads', displayName: expect.any(String) });

    // Somebody works meanwhile: what moves onto a later page comes once all the same, and it comes to an end.
    const seen: string[] = [];
    for await (const page of client.records('leads')) {
      if (seen.length === 0) workspace().records.unshift(...workspace().records.splice(-1));
      seen.push(...page.map((it) => it.id));
    }
    expect(new Set(seen).size).toBe(seen.length);
    for (const id of made) workspaces.trash(workspace(), id);
    expect((await all(client, 'leads')).records.map((it) => it.id)).toEqual(wanted.filter((it) => !made.includes(it)));
  });

  test('an empty module is no page', async () => {
    const before = workspace().records;
    workspace().records = before.filter((it) => it.moduleId !== 'mod_leads');
    expect(await all(client, 'leads')).toEqual({ pages: 0, records: [] });
    workspace().records = before;
  });

  test('a record is found, read with its values under their fields, and made once', async () => {
    const fields = await client.fields('people');
    const email = fields.find((it) => it.slug === 'email')!;
    const jana = await client.get('people', 'rec_jana');
    expect(jana).toMatchObject({ id: 'rec_jana', moduleSlug: 'people', displayName: 'Jana Novák' });
    expect(valueOf(jana, email)).toBe('jana.novak@lumenworks.example');
    expect((await client.find('people', 'jana.novak@lumenworks.example')).map((it) => it.id)).toContain('rec_jana');

    const address = `new-${dialect}@solano.example`;
    const values = { fld_first_name: 'Mira', fld_email: address };
    const made = await client.create('people', 'Mira Solano', values);
    expect(made).toMatchObject({ displayName: 'Mira Solano', id: expect.stringMatching(/./) });
    expect(valueOf(await client.get('people', made.id), email)).toBe(address);
    const again = await refusal(client.create('people', 'Mira Solano', values));
    expect(again).toMatchObject({ code: 'conflict', source: 'coherence', field: 'email' });
    sandbox.coherence.workspaces.trash(workspace(), made.id);
    expect(await refusal(client.get('people', made.id))).toMatchObject({
      code: 'not_found',
      message: 'This record was deleted or merged in Coherence. Choose another.',
    });
  });

  test('a value that is missing or wrong is refused with the name of its field', async () => {
    expect(await refusal(client.create('people', 'Nobody', {}))).toMatchObject({
      code: 'invalid_request',
      field: 'email',
      message: 'Email is required.',
    });
    expect(await refusal(client.create('people', 'Nobody', { fld_email: 'not an address' }))).toMatchObject({
      code: 'invalid_request',
      field: 'email',
    });
  });

  test('search names module and record, and never calls silence "nothing found"', async () => {
    const { hits, isLimited } = await client.search('Jana');
    expect(isLimited).toBe(false);
    expect(hits).toContainEqual(
      expect.objectContaining({ moduleSlug: 'people', recordId: 'rec_jana', title: 'Jana Novák' }),
    );
    sandbox.coherence.settings.isSearchDown = true;
    expect(await client.search('Jana')).toEqual({ hits: [], isLimited: true });
  });
});

describe('M115 what Coherence refuses is sorted once', () => {
  test.each([
    [401, 'access_denied', /key of your organisation is no longer valid/],
    [403, 'access_denied', /does not allow this/],
    [404, 'not_found', /deleted or merged/],
    [409, 'conflict', /exists already/],
    [422, 'conflict', /exists already/],
    [500, 'coherence_unavailable', /not answering/],
    [503, 'coherence_unavailable', /not answering/],
  ] as const)('%i is %s', async (status, code, message) => {
    fault({ times: 0, answer: { status, code: 'whatever', message: 'internal words' } });
    const said = await refusal(clientOf().create('people', 'x', {}));
    expect(said).toMatchObject({ code, source: 'coherence', message: expect.stringMatching(message) });
    expect(said.message).not.toContain('internal words');
  });

  test('a key that was revoked', async () => {
    workspace().isKeyRevoked = true;
    expect((await refusal(clientOf().modules())).code).toBe('access_denied');
  });

  test('a connection that breaks, and an address where nobody listens', async () => {
    fault({ times: 0, dropConnection: true });
    expect((await refusal(clientOf().create('leads', 'Lost answer', {}))).code).toBe('coherence_unavailable');
    const nowhere = createCoherenceClient({
      baseUrl: 'https://127.0.0.1:9/v1',
      apiKey: 'sk_test_x',
      outbound: outside.outbound,
      quota: new Quota(),
      breaker: new Breaker(),
    });
    expect(await refusal(nowhere.get('people', 'rec_jana', 6_000))).toMatchObject({
      code: 'coherence_unavailable',
      message: 'Coherence cannot be reached. Try again in a moment.',
    });
  });

  test('an answer that takes too long is left, and said to be a matter of time', async () => {
    fault({ delayMs: 60_000 });
    const late = await refusal(clientOf().get('people', 'rec_jana', 300));
    expect(late).toMatchObject({ code: 'coherence_unavailable', isTimeout: true });
  });
});

describe('M115 M108 reading is tried again, making never', () => {
  test('a read gets over two refusals', async () => {
    fault({ times: 2, answer: unavailable });
    const { calls, result } = await asked(() => clientOf().get('people', 'rec_jana'));
    expect(result.displayName).toBe('Jana Novák');
    expect(calls).toBe(1); // two were answered by the fault
  });

  test('a read does not go on for ever', async () => {
    const id = fault({ times: 0, answer: unavailable });
    expect((await refusal(clientOf().get('people', 'rec_jana'))).code).toBe('coherence_unavailable');
    expect(sandbox.faults.list().find((it) => it.id === id)).toMatchObject({ met: 3 });
  });

  test('it never asks sooner than it was told', async () => {
    fault({ answer: { status: 429, code: 'rate_limit_exceeded', message: 'Too many.', retryAfterSeconds: 2 } });
    const began = performance.now();
    expect((await clientOf().get('people', 'rec_jana')).id).toBe('rec_jana');
    expect(performance.now() - began).toBeGreaterThanOrEqual(1_990);
  });

  test('to be told to wait long is handed on instead of waited for', async () => {
    fault({ times: 0, answer: { status: 429, code: 'rate_limit_exceeded', message: '-', retryAfterSeconds: 600 } });
    expect(await refusal(clientOf().modules())).toMatchObject({ code: 'throttled', retryAfterSeconds: 600 });
  });

  test('a record whose making was answered badly is not made a second time by the client', async () => {
    const named = () => workspace().records.filter((it) => it.displayName === 'Made but not heard');
    const id = fault({ times: 0, method: 'POST', lateAnswer: unavailable });
    expect((await refusal(clientOf().create('leads', 'Made but not heard', {}))).code).toBe('coherence_unavailable');
    expect(sandbox.faults.list().find((it) => it.id === id)).toMatchObject({ met: 1 });
    expect(named()).toHaveLength(1);
  });
});

describe('M115 the meter of calls', () => {
  test('when the minute is spent nobody asks until it is over', async () => {
    let now = Date.now();
    const client = clientOf({ quota: new Quota(50_000, () => now), apiKey: birch.coherence.apiKey });
    sandbox.coherence.settings.perMinute = 1;
    await client.modules();
    const { calls, result } = await asked(() => refusal(client.modules()));
    expect(calls).toBe(0);
    expect(result).toMatchObject({
      code: 'throttled',
      source: 'coherence',
      message: 'The limit of calls to Coherence is reached. It continues by itself.',
    });
    expect(result.retryAfterSeconds).toBeGreaterThan(0);
    now += (result.retryAfterSeconds ?? 0) * 1000;
    sandbox.coherence.settings.perMinute = 5000;
    expect((await client.modules()).length).toBeGreaterThan(0);
  });

  test('background work leaves a fifth of the day to people, and the next day begins anew', async () => {
    let now = Date.parse('2026-11-25T10:00:00Z');
    const quota = new Quota(10, () => now);
    const [people, background] = [clientOf({ quota }), clientOf({ quota, isBackground: true })];
    for (let i = 0; i < 8; i += 1) await background.get('people', 'rec_jana');
    const { calls, result } = await asked(() => refusal(background.get('people', 'rec_jana')));
    expect(calls).toBe(0);
    expect(result).toMatchObject({
      code: 'throttled',
      message: "Today's calls to Coherence are used up. It continues tomorrow.",
    });
    await people.get('people', 'rec_jana');
    await people.get('people', 'rec_jana');
    expect(quota.used).toEqual({ today: 10, perDay: 10 });
    expect((await refusal(people.get('people', 'rec_jana'))).code).toBe('throttled');
    now += 24 * 3600_000;
    expect((await background.get('people', 'rec_jana')).id).toBe('rec_jana');
  });
});

describe('M115 the breaker', () => {
  test('after five failures nobody is asked for ten seconds, then one tries, and one success closes it', async () => {
    let now = Date.now();
    const client = clientOf({ breaker: new Breaker(() => now) });
    const ask = () => client.get('people', 'rec_jana', 60_000);
    const id = fault({ times: 0, answer: unavailable });
    const met = () => sandbox.faults.list().find((it) => it.id === id)?.met;
    for (let i = 0; i < 5; i += 1) await refusal(ask());
    expect(met()).toBe(5);
    expect(await refusal(ask())).toMatchObject({ code: 'coherence_unavailable', retryAfterSeconds: 10 });
    expect(met()).toBe(5);
    now += 10_001;
    await refusal(ask());
    expect(met()).toBe(6);
    await refusal(ask()); // the try did not succeed: closed to all again
    expect(met()).toBe(6);
    now += 10_001;
    sandbox.faults.clear();
    expect((await ask()).id).toBe('rec_jana');
    fault({ times: 4, answer: unavailable });
    for (let i = 0; i < 4; i += 1) await refusal(ask());
    expect((await ask()).id).toBe('rec_jana'); // four are not five
  });

  test('what Coherence refuses with reason does not count, nor does the short patience of one caller', async () => {
    const client = clientOf();
    for (let i = 0; i < 6; i += 1) await refusal(client.get('people', 'rec_unheard'));
    fault({ times: 0, delayMs: 60_000 });
    for (let i = 0; i < 6; i += 1) await refusal(client.get('people', 'rec_jana', 50));
    sandbox.faults.clear();
    expect((await client.get('people', 'rec_jana')).id).toBe('rec_jana');
  });
});
