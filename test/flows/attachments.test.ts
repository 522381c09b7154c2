import { Agent, fetch } from 'undici';
import { databaseOf, follow } from '../support/followed.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/* An attachment is opened from the timeline with the viewer's own right, as it comes from Microsoft, and is kept nowhere. */
let world: World;
let ada: Caller;
let dispatcher: Agent;
const jana = { module: 'people', id: 'rec_jana' };
const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7) % 251));
beforeAll(async () => {
  world = await startWorld();
  dispatcher = new Agent({ connect: { ca: world.sandbox.caPem } });
  ada = await world.as('Ada');
  world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
    subject: 'With a plan',
    html: '<p>Here it is.</p>',
    attachments: [
      { name: 'Plan “A”, größer.pdf', contentType: 'text/html', bytes },
      { name: 'Link', contentType: 'application/octet-stream', bytes: Buffer.from('x'), kind: 'reference' },
    ],
  });
  const followed = await follow(world, ada, (settings) => {
    settings.visibility = 'everything';
  });
  await followed.settled(120_000);
}, 240_000);
afterAll(async () => {
  await dispatcher?.destroy();
  await world?.stop();
});

const entryOf = async (caller: Caller) => {
  const { entries } = await caller.call('GET /records/:module/:id/timeline', { params: jana });
  const found = entries.find((it) => it.mail?.subject === 'With a plan');
  if (!found) throw new Error('The mail is not on the record.');
  return found.id;
};
const ask = (token: string | undefined, body: unknown) =>
  fetch(`${world.sandbox.urls.server}/api/mail/attachment`, {
    method: 'POST',
    dispatcher,
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  });
const attachmentsOf = async (entry: string) =>
  (await ada.call('POST /mail/body', { body: { record: jana, entry } })).attachments;

test('M23 an attachment comes byte for byte, as something to save, and no cache keeps it', async () => {
  const entry = await entryOf(ada);
  const [plan] = (await attachmentsOf(entry)).filter((it) => it.name.endsWith('.pdf'));
  const answer = await ask(ada.token, { record: jana, entry, attachment: plan?.id });
  expect(answer.status).toBe(200);
  expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(decodeURIComponent(answer.headers.get('content-disposition') ?? '')).toBe(
    "attachment; filename*=UTF-8''Plan “A”, größer.pdf",
  );
  const { rows } = await databaseOf(world).executeSql(
    `select action from audit_entry where action = 'attachment.opened'`,
  );
  expect(rows).toHaveLength(1);
});

test('M23 M117 a colleague who sees the mail on the record but has no copy is refused plainly; nobody else learns of it', async () => {
  const entry = await entryOf(ada);
  const [plan] = await attachmentsOf(entry);
  const ben = await world.as('Ben');
  expect(await entryOf(ben)).toBe(entry);
  const refused = await ask(ben.token, { record: jana, entry, attachment: plan?.id });
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({
    code: 'access_denied',
    detail: expect.stringMatching(/own mailbox.*Ask somebody who received it/) as unknown,
  });
  const stranger = await world.as('Erin');
  expect((await ask(stranger.token, { record: jana, entry, attachment: plan?.id })).status).toBe(404);
  expect((await ask(undefined, { record: jana, entry, attachment: plan?.id })).status).toBe(401);
  expect(
    (await ask(ada.token, { record: { module: 'people', id: 'rec_tomas' }, entry, attachment: plan?.id })).status,
  ).toBe(404);
});

test('M23 what is not there any more, and what is only a link, is said so', async () => {
  const entry = await entryOf(ada);
  const link = (await attachmentsOf(entry)).find((it) => it.name === 'Link');
  const refused = await ask(ada.token, { record: jana, entry, attachment: link?.id });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    detail: 'This is a link to a file, not a file. Open the email in Outlook to follow it.',
  });
  expect((await ask(ada.token, { record: jana, entry, attachment: 'unknown' })).status).toBe(404);
  const [plan] = await attachmentsOf(entry);
  world.sandbox.tenants.mailboxes.remove(ada.mailbox, ada.message('With a plan'));
  const gone = await until(
    () => ask(ada.token, { record: jana, entry, attachment: plan?.id }),
    (it) => it.status === 404,
  );
  expect(await gone.json()).toMatchObject({ code: 'not_found' });
});
