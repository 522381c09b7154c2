import { startGraphWorld, type GraphAnswer, type GraphWorld } from '../support/graph.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a stranger's client knows no types either
type Ask = (method: string, url: string, body?: unknown, headers?: Record<string, string>) => Promise<GraphAnswer<any>>;
let world: GraphWorld;
let ada: Ask;
let ben: Ask;
let cleo: Ask;
const as = async (name: string, ...scopes: string[]): Promise<Ask> =>
  (await world.as(name, scopes.length > 0 ? scopes : ['Files.ReadWrite.All'])).ask;
beforeAll(async () => {
  world = await startGraphWorld();
  [ada, ben, cleo] = [await as('Ada'), await as('Ben'), await as('Cleo')];
});
afterAll(() => world?.stop());

let count = 0;
/** A folder of Ada's with a file in it; paths that others can use. */
async function shareable() {
  count += 1;
  const folder = (await ada('POST', '/me/drive/root/children', { name: `Shared ${count}`, folder: {} })).body;
  const file = (await ada('PUT', `/me/drive/items/${folder.id}:/inside.txt:/content`, 'inside')).body;
  const drive = `/drives/${folder.parentReference.driveId}`;
  return {
    folder: `${drive}/items/${folder.id}`,
    file: `${drive}/items/${file.id}`,
    drive,
    folderId: folder.id as string,
  };
}
const invite = (path: string, email: string, role: string, more: object = {}) =>
  ada('POST', `${path}/invite`, {
    recipients: [{ email }],
    roles: [role],
    requireSignIn: true,
    sendInvitation: false,
    ...more,
  });
const encoded = (url: string) => `u!${Buffer.from(url).toString('base64url')}`;

test('M52 an invitation gives a right at once, also on what is below, and says from where it comes', async () => {
  const { folder, file, folderId } = await shareable();
  expect((await ben('GET', file)).status).toBe(404);
  const invited = await invite(folder, 'ben@alderfinch.example', 'read');
  expect(invited.status).toBe(200);
  expect(invited.body.value[0]).toMatchObject({
    roles: ['read'],
    grantedToV2: {
      user: { displayName: 'Ben Okafor' },
      siteUser: { loginName: 'i:0#.f|membership|ben@alderfinch.example' },
    },
    grantedTo: { user: { displayName: 'Ben Okafor' } },
  });
  expect((await ben('GET', file)).status).toBe(200);
  expect((await ben('PATCH', file, { name: 'other.txt' })).status).toBe(403);
  const permissions = (await ada('GET', `${file}/permissions`)).body.value;
  expect(permissions).toHaveLength(2);
  expect(permissions[0]).toMatchObject({ roles: ['read'], inheritedFrom: { id: folderId } });
  expect(permissions[1]).toMatchObject({ roles: ['owner'], grantedToV2: { user: { displayName: 'Ada Brandt' } } });
});

test('inviting again is one permission that is never lowered; PATCH changes it, DELETE ends it', async () => {
  const { folder } = await shareable();
  const { id } = (await invite(folder, 'ben@alderfinch.example', 'write')).body.value[0];
  expect((await invite(folder, 'BEN@alderfinch.example', 'read')).body.value[0]).toMatchObject({
    id,
    roles: ['write'],
  });
  expect((await ben('POST', `${folder}/children`, { name: 'By Ben', folder: {} })).status).toBe(201);
  const lowered = await ada('PATCH', `${folder}/permissions/${id}`, { roles: ['read'] });
  expect(lowered).toMatchObject({ status: 200, body: { id, roles: ['read'] } });
  expect((await ben('POST', `${folder}/children`, { name: 'No more', folder: {} })).status).toBe(403);
  expect((await ada('DELETE', `${folder}/permissions/${id}`)).status).toBe(204);
  expect((await ben('GET', folder)).status).toBe(404);
  expect((await ada('GET', `${folder}/permissions/${id}`)).status).toBe(404);
});

test('what is inherited cannot be changed or removed below, nor can the owner be', async () => {
  const { folder, file } = await shareable();
  const { id } = (await invite(folder, 'ben@alderfinch.example', 'read')).body.value[0];
  expect((await ada('DELETE', `${file}/permissions/${id}`)).status).toBe(403);
  expect((await ada('PATCH', `${file}/permissions/${id}`, { roles: ['write'] })).status).toBe(403);
  expect((await ada('DELETE', `${folder}/permissions/owner`)).status).toBe(403);
});

test('a group is given a right, and its members have it as long as they are in it', async () => {
  const { file, folder } = await shareable();
  const { groups } = world.sandbox.tenants;
  const leadership = groups.list(world.sandbox.client.tenant).find((it) => it.name === 'Leadership')!;
  const answer = await ada('POST', `${folder}/invite`, { recipients: [{ objectId: leadership.id }], roles: ['read'] });
  expect(answer.body.value[0].grantedToV2.group).toMatchObject({ displayName: 'Leadership' });
  expect((await cleo('GET', file)).status).toBe(200);
  const members = leadership.members;
  groups.setMembers(leadership, []);
  expect((await cleo('GET', file)).status).toBe(403);
  groups.setMembers(leadership, members);
});

test('each recipient is answered for: unknown ones, and outsiders where the organisation allows none', async () => {
  const { folder } = await shareable();
  const both = () =>
    ada('POST', `${folder}/invite`, {
      recipients: [
        { email: 'ben@alderfinch.example' },
        { email: 'jana@lumenworks.example' },
        { email: 'nobody@alderfinch.example' },
      ],
      roles: ['read'],
    });
  const first = await both();
  expect(first.status).toBe(207);
  expect(first.body.value.map((it: { error?: { code: string } }) => it.error?.code)).toEqual([
    undefined,
    undefined,
    'invalidRequest',
  ]);
  expect(first.body.value[1]).toMatchObject({ invitation: { email: 'jana@lumenworks.example', signInRequired: true } });
  world.sandbox.behaviour.files.externalSharing = false;
  expect((await both()).body.value[1].error.code).toBe('accessDenied');
  world.sandbox.behaviour.reset();
});

test('sharing may leave behind what came from above', async () => {
  const { folder, file } = await shareable();
  await invite(folder, 'ben@alderfinch.example', 'write');
  await invite(file, 'cleo@alderfinch.example', 'read', { retainInheritedPermissions: false });
  expect((await cleo('GET', file)).status).toBe(200);
  expect((await ben('GET', file)).status).toBe(404);
  expect((await ben('GET', `${folder}/children`)).body.value).toEqual([]);
  expect((await ada('GET', file)).status).toBe(200);
});

test('M53 a link is new once, found again afterwards, and refused where the organisation allows no anonymous ones', async () => {
  const { file } = await shareable();
  const make = (body: object) => ada('POST', `${file}/createLink`, body);
  const first = await make({ type: 'view', scope: 'organization' });
  expect(first).toMatchObject({
    status: 201,
    body: { roles: ['read'], link: { type: 'view', scope: 'organization' } },
  });
  const again = await make({ type: 'view', scope: 'organization' });
  expect(again.status).toBe(200);
  expect(again.body.id).toBe(first.body.id);
  expect((await make({ type: 'edit', scope: 'organization' })).status).toBe(201);
  expect((await make({ type: 'embed' })).status).toBe(400);
  world.sandbox.behaviour.files.anonymousLinks = false;
  expect(await make({ type: 'view', scope: 'anonymous' })).toMatchObject({
    status: 403,
    body: { error: { code: 'accessDenied' } },
  });
  world.sandbox.behaviour.reset();
  expect((await make({ type: 'view', scope: 'anonymous' })).status).toBe(201);
  expect((await ada('GET', file)).body.shared.scope).toBe('anonymous');
});

test('a pasted link opens with the own right, or by redeeming it; who redeemed keeps the access', async () => {
  const { file, folder } = await shareable();
  const { webUrl } = (await ada('POST', `${file}/createLink`, { type: 'view', scope: 'organization' })).body.link;
  const path = `/shares/${encoded(webUrl)}/driveItem`;
  expect((await ada('GET', path)).body.name).toBe('inside.txt');
  expect((await ben('GET', path)).status).toBe(403);
  const peek = await ben('GET', path, undefined, { prefer: 'redeemSharingLinkIfNecessary' });
  expect(peek).toMatchObject({ status: 200, body: { name: 'inside.txt' } });
  expect((await ben('GET', file)).status).toBe(404);
  expect((await ben('GET', path, undefined, { prefer: 'redeemSharingLink' })).status).toBe(200);
  expect((await ben('GET', file)).status).toBe(200);
  expect((await ben('GET', folder)).status).toBe(404);
  const erin = await as('Erin');
  expect((await erin('GET', path, undefined, { prefer: 'redeemSharingLink' })).status).toBe(403);
});

test("an item's own address is a share too, and gives nothing to who has no right", async () => {
  const { webUrl } = (await ada('GET', '/me/drive/root:/Customers/Lumen%20Works/Renewal%202027.docx')).body;
  expect(webUrl).toMatch(/Doc\.aspx\?sourcedoc=/);
  const path = `/shares/${encoded(webUrl)}/driveItem?$select=id,name`;
  expect((await ben('GET', path)).body.name).toBe('Renewal 2027.docx');
  expect((await cleo('GET', path)).status).toBe(403);
  expect((await ada('GET', `/shares/${encoded('https://elsewhere.example/x')}/driveItem`)).status).toBe(403);
  expect((await ada('GET', '/shares/nonsense/driveItem')).status).toBe(400);
});
