import { startWorld, type Caller, type World } from '../support/world.js';

let world: World;
let ada: Caller;
beforeAll(async () => {
  world = await startWorld();
  ada = await world.as('Ada');
});
afterAll(() => world?.stop());

type Wish = Parameters<typeof ask>[0];
const ask = (body: {
  module: string;
  name?: string;
  address?: string;
  subject?: string;
  timeZone?: string;
  related?: { module: string; id: string }[];
}) => ada.call('POST /records/form', { body });
const form = async (body: Wish) => {
  const { fields } = await ask(body);
  return Object.fromEntries(fields.map((it) => [it.label, it.value]));
};
const workspace = () => world.sandbox.coherence.workspaces.of('Alder & Finch');
const stored = (id: string) => workspace().records.find((it) => it.id === id);
/** The next Monday to Friday in a zone, by the calendar of the platform instead of the product's own. */
function nextWorkday(timeZone: string): string {
  const local = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(new Date());
  const day = new Date(`${local}T12:00:00Z`);
  do day.setUTCDate(day.getUTCDate() + 1);
  while ([0, 6].includes(day.getUTCDay()));
  return day.toISOString().slice(0, 10);
}

test('M105 a person: the type is asked first, the name is parsed, the address filled, nothing else guessed', async () => {
  const { moduleName, fields } = await ask({
    module: 'people',
    name: 'Wolski, Dr. Marek',
    address: 'Marek.Wolski@LUMENWORKS.example',
  });
  expect(moduleName).toBe('Person');
  expect(fields.map((it) => [it.label, it.value, it.isRequired])).toEqual([
    ['Person Type', '', false],
    ['First Name', 'Marek', false],
    ['Last Name', 'Wolski', false],
    ['Email', 'marek.wolski@lumenworks.example', true],
    ['Phone', '', false],
    ['Job Title', '', false],
  ]);
  expect(fields[0]?.options.map((it) => it.value)).toEqual(['Customer', 'Vendor', 'Partner', 'Employee', 'Other']);
});

test('M105 a person becomes a suggestion at once, with the address as the reason, and can be filed to', async () => {
  const { internetMessageId, subject, from } = ada.message('Introducing myself').graph;
  const address = from?.emailAddress?.address ?? '';
  const request = {
    body: {
      internetMessageId: internetMessageId ?? '',
      subject: subject ?? '',
      participants: [{ role: 'from' as const, address, name: from?.emailAddress?.name ?? '' }],
    },
  };
  const before = await ada.call('POST /matches', request);
  expect(before.people).toMatchObject([{ state: 'unknown' }]);
  expect(before.suggestions.map((it) => it.reason.kind)).toEqual(['domain']);
  const { fields } = await ask({ module: 'people', name: from?.emailAddress?.name ?? '', address });
  const made = await ada.call('POST /records', {
    body: {
      module: 'people',
      fields: Object.fromEntries(fields.filter((it) => it.value).map((it) => [it.key, it.value])),
    },
  });
  if (made.state !== 'created') throw new Error(made.state);
  expect(made).toMatchObject({ existed: false, record: { displayName: 'Marek Wolski', moduleName: 'Person' } });
  expect(stored(made.record.id)?.fields).toEqual({
    'first-name': 'Marek',
    'last-name': 'Wolski',
    email: 'marek.wolski@lumenworks.example',
  });
  const after = await ada.call('POST /matches', request);
  expect(after.suggestions[0]).toMatchObject({
    record: made.record,
    confidence: 'high',
    reason: { kind: 'address', value: address },
  });
  expect(after.people).toMatchObject([{ state: 'known', records: [{ id: made.record.id }] }]);
  const filed = await ada.file('Introducing myself', { module: 'people', id: made.record.id });
  expect(filed).toMatchObject({ recordCheck: 'ok', record: { displayName: 'Marek Wolski' } });
});

test('M105 a lead: name and address of the sender, source "Inbound Email", a note that names the mail', async () => {
  const wish = {
    module: 'leads',
    name: 'Sofia Lindqvist',
    address: 'sofia.lindqvist@gmail.com',
    subject: 'Question about your services',
  };
  expect(await form(wish)).toEqual({
    Name: 'Sofia Lindqvist',
    Email: 'sofia.lindqvist@gmail.com',
    Source: 'Inbound Email',
    Notes: 'From the email “Question about your services”.',
  });
  const { fields } = await ask(wish);
  const made = await ada.call('POST /records', {
    body: { module: 'leads', fields: Object.fromEntries(fields.map((it) => [it.key, it.value])) },
  });
  if (made.state !== 'created') throw new Error(made.state);
  expect(stored(made.record.id)).toMatchObject({ displayName: 'Sofia Lindqvist', fields: { source: 'Inbound Email' } });
});

test.each(['Europe/Berlin', 'Pacific/Kiritimati', 'America/Los_Angeles'])(
  'M105 a task: "Follow up: " and the subject, due the next business day in %s, related to the record of the mail',
  async (timeZone) => {
    const related = [
      { module: 'deals', id: 'rec_d1042' },
      { module: 'people', id: 'rec_jana' },
    ];
    const wish = {
      module: 'tasks',
      subject: 'Quote for the renewal',
      name: 'Jana',
      address: 'jana.novak@lumenworks.example',
      timeZone,
      related,
    };
    expect(await form(wish)).toEqual({
      Title: 'Follow up: Quote for the renewal',
      Due: nextWorkday(timeZone),
      'Related To': 'rec_d1042',
    });
    const { fields } = await ask(wish);
    expect(fields.find((it) => it.label === 'Related To')?.options).toEqual([
      { value: 'rec_d1042', label: 'Lumen Works – Renewal 2027' },
      { value: 'rec_jana', label: 'Jana Novák' },
    ]);
  },
);

test('M105 a task takes the time zone as Outlook names it, and UTC where it names none we know', async () => {
  for (const [timeZone, zone] of [
    ['Tokyo Standard Time', 'Asia/Tokyo'],
    ['Nowhere Standard Time', 'UTC'],
  ] as const)
    expect(await form({ module: 'tasks', subject: 'x', timeZone })).toEqual({
      Title: 'Follow up: x',
      Due: nextWorkday(zone),
    });
});

test('M105 a task is created with its due day and its record; the same task twice is once, another day is another task', async () => {
  const fields = { displayName: 'Follow up: Quote', fld_due: '2026-12-07', fld_related: 'rec_d1042' };
  const create = (more: Record<string, string> = {}) =>
    ada.call('POST /records', { body: { module: 'tasks', fields: { ...fields, ...more } } });
  const [first, same, other] = [await create(), await create(), await create({ fld_due: '2026-12-08' })];
  if (first.state !== 'created' || same.state !== 'created' || other.state !== 'created')
    throw new Error('not created');
  expect(stored(first.record.id)).toMatchObject({
    displayName: 'Follow up: Quote',
    fields: { due: '2026-12-07', related: 'rec_d1042' },
  });
  expect(same.record.id).toBe(first.record.id);
  expect(other.record.id).not.toBe(first.record.id);
});

test.each<[string, string, Record<string, string>, string, string]>([
  ['a person without an address', 'people', { fld_first_name: 'Jo' }, 'fields.fld_email', 'Email is needed.'],
  [
    'an address that is none',
    'people',
    { fld_email: 'jo at home' },
    'fields.fld_email',
    'Email is not an email address.',
  ],
  [
    'a choice there is not',
    'people',
    { fld_email: 'jo@x.example', fld_person_type: 'Alien' },
    'fields.fld_person_type',
    'Person Type has no such choice.',
  ],
  ['a task without a title', 'tasks', { fld_due: '2026-12-07' }, 'fields.displayName', 'A title is needed.'],
  [
    'a day that does not exist',
    'tasks',
    { displayName: 'x', fld_due: '2026-02-31' },
    'fields.fld_due',
    'Due is not a date.',
  ],
  ['an account without a name', 'accounts', { fld_domain: 'x.example' }, 'fields.displayName', 'A name is needed.'],
])('M105 %s is refused at the field', async (_what, module, fields, field, detail) => {
  const count = workspace().records.length;
  expect((await ada.ask('POST', '/records', { module, fields })).body).toMatchObject({
    status: 400,
    code: 'invalid_request',
    field,
    detail,
  });
  expect(workspace().records).toHaveLength(count);
});

test('M105 an account can be created by its name', async () => {
  expect(await form({ module: 'accounts' })).toEqual({ Name: '', Domain: '', Website: '', Phone: '' });
  const made = await ada.call('POST /records', {
    body: { module: 'accounts', fields: { displayName: 'Solano Works', fld_domain: 'solano.example' } },
  });
  expect(made).toMatchObject({ state: 'created', record: { displayName: 'Solano Works' } });
  const { suggestions } = await ada.call('POST /matches', {
    body: {
      internetMessageId: '<x@y>',
      subject: 'x',
      participants: [{ role: 'from', address: 'anybody@solano.example' }],
    },
  });
  expect(suggestions).toMatchObject([
    { record: { displayName: 'Solano Works' }, confidence: 'medium', reason: { kind: 'domain' } },
  ]);
});
