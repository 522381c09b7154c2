import type { Message } from '@microsoft/microsoft-graph-types';
import { startGraphWorld, type GraphCaller, type GraphWorld } from '../support/graph.js';

let world: GraphWorld;
let ada: GraphCaller;
beforeAll(async () => {
  world = await startGraphWorld();
  ada = await world.as('Ada');
});
afterAll(() => world?.stop());

const search = async (text: string, more = '') => {
  const { body } = await ada.get<{ value: Message[]; '@odata.nextLink'?: string }>(
    `/me/messages?$search=${encodeURIComponent(`"${text}"`)}&$select=subject,receivedDateTime&$top=50${more}`,
  );
  return body;
};
const subjects = async (text: string) => (await search(text)).value.map((it) => it.subject);

test('words are looked for in subject, people, body and names of attachments; newest first', async () => {
  const { value } = await search('renewal');
  expect(value.map((it) => it.subject)).toEqual(expect.arrayContaining(['Quote for the renewal']));
  const times = value.map((it) => it.receivedDateTime);
  expect(times).toEqual([...times].sort().reverse());
  expect(await subjects('floor plans')).toContain('Site visit on the 9th');
  expect(await subjects('nothing-like-this')).toEqual([]);
});

test('properties of KQL narrow where is looked', async () => {
  expect(await subjects('from:tomas')).toEqual([
    'Re: [D-1042] Open questions before we sign',
    '[D-1042] Open questions before we sign',
  ]);
  expect(await subjects('subject:minutes')).toEqual(['Minutes of our meeting']);
  expect(await subjects('to:jana.novak')).toEqual(['Our call on Thursday']);
  expect(await subjects('participants:jana.novak AND subject:call')).toEqual(['Our call on Thursday']);
  expect(await subjects('body:insurers')).toEqual([]);
  expect(await subjects('attachment:price')).toEqual(['Quote for the renewal']);
  expect(await subjects('from:priya NOT subject:visit NOT subject:rollout')).toEqual(['Floor plans and photographs']);
  expect((await subjects('from:sofia OR from:marek')).sort()).toEqual([
    'Introducing myself',
    'Question about your services',
  ]);
});

test('a search in a folder stays in it, pages by a token, and goes neither with a filter nor with an order', async () => {
  const { body } = await ada.get<{ value: Message[] }>(
    '/me/mailFolders/sentitems/messages?$search="thursday"&$select=subject',
  );
  expect(body.value.map((it) => it.subject)).toEqual(['Our call on Thursday']);
  const first = await ada.get<{ value: Message[]; '@odata.nextLink': string }>(
    '/me/messages?$search="ada"&$top=2&$select=subject',
  );
  const second = await ada.get<{ value: Message[] }>(first.body['@odata.nextLink']);
  expect(first.body['@odata.nextLink']).toContain('skiptoken=');
  expect(new Set([...first.body.value, ...second.body.value].map((it) => it.id)).size).toBe(4);
  for (const more of ['$filter=isRead eq true', '$orderby=receivedDateTime desc']) {
    const { status, body: refused } = await ada.get<{ error: { code: string } }>(`/me/messages?$search="x"&${more}`);
    expect([status, refused.error.code]).toEqual([400, 'SearchWithFilter']);
  }
});
