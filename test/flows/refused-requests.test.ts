import type { Problem } from '../../contract/errors.js';
import { startWorld, type Answer, type Caller, type World } from '../support/world.js';

let world: World;
let ada: Caller;
let ben: Caller;
beforeAll(async () => {
  world = await startWorld();
  [ada, ben] = await Promise.all([world.as('Ada'), world.as('Ben')]);
});
afterAll(() => world?.stop());

const problem = (answer: Answer) => answer.body as Problem;
async function written(): Promise<unknown> {
  const { rows } = await world.server!.database.executeSql(
    `select (select count(*) from filing)::int as filings, (select count(*) from intent)::int as wishes, (select count(*) from audit_entry)::int as traces`,
  );
  return rows[0];
}
const nothing = { filings: 0, wishes: 0, traces: 0 };
const filing = (changes: object = {}) => ({
  mailbox: ada.person.userPrincipalName,
  messageId: ada.message('Quote for the renewal').restId,
  internetMessageId: ada.message('Quote for the renewal').graph.internetMessageId,
  records: [{ module: 'people', id: 'rec_jana' }],
  attachmentIds: [],
  saveCopy: false,
  ...changes,
});
const matching = (changes: object = {}) => ({ internetMessageId: '<a@b>', subject: 'x', participants: [], ...changes });

test.each<[string, string, string, () => unknown, string]>([
  ['a mail without its id', 'POST', '/filings', () => filing({ messageId: undefined }), 'messageId'],
  ['a mail with an empty id', 'POST', '/filings', () => filing({ messageId: '' }), 'messageId'],
  ['no record', 'POST', '/filings', () => filing({ records: [] }), 'records'],
  ['a record without id', 'POST', '/filings', () => filing({ records: [{ module: 'people' }] }), 'records.0.id'],
  [
    'eleven records',
    'POST',
    '/filings',
    () => filing({ records: Array(11).fill({ module: 'm', id: 'i' }) }),
    'records',
  ],
  [
    'a reason of another kind',
    'POST',
    '/filings',
    () => filing({ records: [{ module: 'people', id: 'rec_jana', reason: { kind: 'hunch', value: 'x' } }] }),
    'records.0.reason.kind',
  ],
  ['attachments that are no list', 'POST', '/filings', () => filing({ attachmentIds: 'all' }), 'attachmentIds'],
  ['yes as a text', 'POST', '/filings', () => filing({ saveCopy: 'yes' }), 'saveCopy'],
  [
    'a participant in no role',
    'POST',
    '/matches',
    () => matching({ participants: [{ role: 'x', address: 'a@b' }] }),
    'participants.0.role',
  ],
  ['a subject that is a number', 'POST', '/matches', () => matching({ subject: 7 }), 'subject'],
  ['a subject without end', 'POST', '/matches', () => matching({ subject: 'x'.repeat(2001) }), 'subject'],
  ['an empty search', 'POST', '/records/search', () => ({ query: '   ' }), 'query'],
  ['a form for no module', 'POST', '/records/form', () => ({ name: 'Jana' }), 'module'],
  ['fields that are a list', 'POST', '/records', () => ({ module: 'people', fields: [] }), 'fields'],
  ['a field that is an object', 'POST', '/records', () => ({ module: 'people', fields: { a: { b: 1 } } }), 'fields.a'],
  ['a list instead of an object', 'POST', '/records/search', () => ['query'], 'body'],
  ['no body', 'POST', '/filings', () => undefined, 'body'],
  ['null', 'POST', '/filings', () => null, 'body'],
  // PostgreSQL keeps no NUL; the refusal must name the field, not fail inside.
  ['NUL in a search', 'POST', '/records/search', () => ({ query: 'a\u0000b' }), 'query'],
  ['NUL in a conversation', 'POST', '/matches', () => matching({ conversationId: 'a\u0000' }), 'conversationId'],
  [
    'NUL in an address',
    'POST',
    '/matches',
    () => matching({ participants: [{ role: 'from', address: 'a\u0000@b.c' }] }),
    'participants.0.address',
  ],
  [
    'NUL in a reason',
    'POST',
    '/filings',
    () => filing({ records: [{ module: 'people', id: 'rec_jana', reason: { kind: 'search', value: '\u0000' } }] }),
    'records.0.reason.value',
  ],
  [
    'NUL in a new record',
    'POST',
    '/records',
    () => ({ module: 'people', fields: { fld_email: 'a\u0000@b.example' } }),
    'fields.fld_email',
  ],
  [
    'NUL in the name of a field',
    'POST',
    '/records',
    () => ({ module: 'people', fields: { 'a\u0000': 'b' } }),
    'fields',
  ],
  ['NUL in a path', 'GET', '/filings/a%00b', () => undefined, 'id'],
  ['NUL in a record path', 'GET', '/records/people/a%00b', () => undefined, 'id'],
  ['an id that is too long', 'GET', `/filings/${'a'.repeat(201)}`, () => undefined, 'id'],
  ['a page from nowhere', 'GET', '/records/people/rec_jana/timeline?before=yesterday', () => undefined, 'before'],
  [
    'a page from an impossible time',
    'GET',
    '/records/people/rec_jana/timeline?before=%00~x',
    () => undefined,
    'before',
  ],
  [
    'a page from beyond time',
    'GET',
    '/records/people/rec_jana/timeline?before=%2B275760-09-13T00:00:00.000Z~x',
    () => undefined,
    'before',
  ],
])('%s is refused with the field named', async (_what, method, url, body, field) => {
  const answer = await ada.ask(method, url, body());
  expect(problem(answer)).toMatchObject({ status: 400, code: 'invalid_request', source: 'request', field });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(problem(answer).detail).not.toMatch(/zod|sql|postgres|stack|undefined schema/i);
  expect(await written()).toEqual(nothing);
});

test('a body that is not JSON, not said to be JSON, or larger than a megabyte is refused', async () => {
  const notJson = await ada.ask('POST', '/filings', '{"mailbox": ');
  expect(problem(notJson)).toMatchObject({
    status: 400,
    code: 'invalid_request',
    field: 'body',
    detail: 'The body is not valid JSON.',
  });
  const asText = await ada.ask('POST', '/filings', JSON.stringify(filing()), { 'content-type': 'text/plain' });
  expect(problem(asText)).toMatchObject({ status: 400, code: 'invalid_request', field: 'body' });
  const proto = await ada.ask('POST', '/records/search', '{"__proto__":{"query":"x"}}');
  expect(problem(proto)).toMatchObject({ status: 400, code: 'invalid_request' });
  const large = await ada.ask('POST', '/records/search', { query: 'x', more: 'x'.repeat(1024 * 1024) });
  expect(problem(large)).toMatchObject({ status: 413, code: 'too_large', detail: 'The request is too large.' });
});

test('an address nobody serves and a method it does not know are refused in the same form', async () => {
  for (const [method, url] of [
    ['GET', '/nothing'],
    ['DELETE', '/filings/1'],
    ['GET', `/filings/${'a'.repeat(400)}`],
  ])
    expect(problem(await ada.ask(method ?? '', url ?? ''))).toMatchObject({ status: 404, code: 'not_found' });
});

test('filing from a mailbox that is not your own is refused, by the address and by the message', async () => {
  const byAddress = await ada.ask('POST', '/filings', filing({ mailbox: 'ben@alderfinch.example' }));
  expect(problem(byAddress)).toMatchObject({
    status: 403,
    code: 'access_denied',
    field: 'mailbox',
    detail: 'For now, only mail of your own mailbox can be filed.',
  });
  world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: ben.person.name, address: ben.person.userPrincipalName }],
    subject: 'For Ben alone',
    html: '<p>Hello</p>',
  });
  const { restId, graph } = ben.message('For Ben alone');
  const byMessage = await ada.ask(
    'POST',
    '/filings',
    filing({ messageId: restId, internetMessageId: graph.internetMessageId }),
  );
  expect(problem(byMessage)).toMatchObject({ status: 404, code: 'not_found' });
  expect(await written()).toEqual(nothing);
});

test('R-20 a mail that is not the one on the screen is not filed', async () => {
  const other = ada.message('Site visit on the 9th').graph.internetMessageId;
  const answer = await ada.ask('POST', '/filings', filing({ internetMessageId: other }));
  expect(problem(answer)).toMatchObject({
    status: 409,
    code: 'conflict',
    detail: 'You moved to another message. Nothing was filed; open the message again.',
  });
  expect(await written()).toEqual(nothing);
});

test('a module and a record that Coherence does not show are refused', async () => {
  for (const module of ['hr-files', 'nothing', '../people', "people' or 1=1"]) {
    const answer = await ada.ask('POST', '/filings', filing({ records: [{ module, id: 'rec_hr' }] }));
    expect(problem(answer)).toMatchObject({ status: 404, detail: 'This module is not available in your workspace.' });
  }
  const answer = await ada.ask(
    'POST',
    '/filings',
    filing({ records: [{ module: 'people', id: '../deals/rec_d1042' }] }),
  );
  expect(problem(answer)).toMatchObject({ status: 404, field: 'records.0' });
  expect(await written()).toEqual(nothing);
});

test('what we cannot foresee says nothing of the inside, and has a reference', async () => {
  const { kysely } = world.server!.database;
  await kysely.schema.alterTable('audit_entry').renameTo('audit_hidden').execute();
  const answer = await ada.ask('POST', '/filings', filing());
  await kysely.schema.alterTable('audit_hidden').renameTo('audit_entry').execute();
  expect(problem(answer)).toEqual({
    type: 'https://coherence-365.example/problems/internal',
    title: 'Something went wrong on our side. Try again; if it stays, send us the reference.',
    detail: 'Something went wrong on our side. Try again; if it stays, send us the reference.',
    status: 500,
    code: 'internal',
    source: 'server',
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(answer.headers.get('request-id')).toBe(problem(answer).requestId);
  expect(await written()).toEqual(nothing);
});
