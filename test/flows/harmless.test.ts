import type { Problem } from '../../contract/errors.js';
import { startWorld, type Caller, type World } from '../support/world.js';

// A mail that tries everything: scripts in the sender's name, the subject, the text and the names of its attachments.
const trouble = /^Invoice <img/;

let world: World;
let ada: Caller;
beforeAll(async () => {
  world = await startWorld();
  ada = await world.as('Ada');
});
afterAll(() => world?.stop());

test('markup in a mail stays text: every answer is JSON that no browser runs, and no answer carries the mail body', async () => {
  const mail = ada.message(trouble);
  const { internetMessageId = '', subject = '', from } = mail.graph;
  const answers = [
    await ada.ask('POST', '/matches', {
      internetMessageId,
      subject,
      participants: [{ role: 'from', address: from?.emailAddress?.address, name: from?.emailAddress?.name }],
    }),
    await ada.ask('POST', '/records/form', {
      module: 'people',
      name: from?.emailAddress?.name,
      address: 'trouble@badactor.example',
    }),
    await ada.ask('POST', '/filings', {
      mailbox: ada.person.userPrincipalName,
      messageId: mail.restId,
      internetMessageId,
      records: [{ module: 'people', id: 'rec_jana' }],
      attachmentIds: [],
      saveCopy: false,
    }),
    await ada.ask('GET', '/records/people/rec_jana/timeline'),
    await ada.ask('POST', '/records/search', { query: '<script>alert(1)</script>' }),
    await ada.ask('POST', '/records/search', { 'q<script>': 1 }),
    await ada.ask('GET', '/filings/%3Cscript%3Ealert(1)%3C%2Fscript%3E'),
    await ada.ask('GET', '/%3Cscript%3E'),
  ];
  for (const { headers, body } of answers) {
    expect(headers.get('content-type')).toMatch(/^application\/(problem\+)?json/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    const text = JSON.stringify(body);
    for (const part of ['window.top.hacked', 'tracker.badactor.example', 'javascript:', '<iframe', '<svg'])
      expect(text).not.toContain(part);
  }
});

test('a form that is prefilled from a hostile name holds no markup', async () => {
  const { fields } = await ada.call('POST /records/form', {
    body: { module: 'people', name: '<b>Not bold</b><script>alert(1)</script>', address: 'trouble@badactor.example' },
  });
  expect(fields.map((it) => it.value).join(' ')).not.toMatch(/[<>]/);
});

test('attachments with hostile names are stored under names that are only names, inside the folder of the record', async () => {
  const { drives } = world.sandbox.tenants;
  const drive = drives.ofPerson(ada.person.id)!;
  const before = new Set(Object.keys(drive.items));
  const settled = await ada.settled(
    (await ada.file(trouble, { module: 'people', id: 'rec_tomas' }, { saveCopy: true })).id,
  );
  expect(settled.files.map((it) => it.state)).toEqual(['stored', 'stored', 'stored']);
  const files = Object.values(drive.items).filter((it) => it.file && !before.has(it.id));
  for (const it of files) {
    expect(it.name).not.toMatch(/["*:<>?/\\|]/);
    expect(drives.path(drive, it).slice(0, 3)).toEqual(['Coherence', 'People', 'Tomáš Dvořák']);
  }
  expect(files).toHaveLength(3);
});

test('the stored copy of a hostile mail is opened at Microsoft, never served by us', async () => {
  const { filings } = await ada.call('POST /matches', {
    body: { internetMessageId: ada.message(trouble).graph.internetMessageId ?? '', subject: 'x', participants: [] },
  });
  const copy = filings.flatMap((it) => it.files).find((it) => it.kind === 'message');
  expect(new URL(copy?.webUrl ?? '').origin).not.toBe(world.sandbox.urls.server);
});

test('M94 too many requests are refused politely, per person, with the time to wait', async () => {
  const small = await startWorld({ requestsPerMinute: 5 });
  try {
    const [first, second] = await Promise.all([small.as('Ada'), small.as('Ben')]);
    const answers = await Promise.all(Array.from({ length: 8 }, () => first.ask('GET', '/me')));
    expect(answers.map((it) => it.status).sort()).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    const refused = answers.find((it) => it.status === 429);
    expect(refused?.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const problem = refused?.body as Problem;
    expect(problem).toMatchObject({
      code: 'throttled',
      source: 'request',
      detail: 'Too many requests at once. It continues by itself in a moment.',
    });
    expect(problem.retryAfterSeconds).toBeGreaterThan(30);
    expect(problem.retryAfterSeconds).toBeLessThanOrEqual(60);
    expect(refused?.headers.get('retry-after')).toBe(String(problem.retryAfterSeconds));
    expect((await second.ask('GET', '/me')).status).toBe(200);
  } finally {
    await small.stop();
  }
});
