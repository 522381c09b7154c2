import { resealAll } from '../../server/identity/rotate.js';
import { createSeal, type Seal } from '../../server/identity/seal.js';
import { createTenantKeys } from '../../server/identity/tenant-keys.js';
import { createTokenStore } from '../../server/identity/token-store.js';
import { databaseKinds, emptyDatabase } from '../support/databases.js';

const key = (id: string, n: number) => `${id}:${Buffer.alloc(32, n).toString('base64')}`;

test('M92 what is sealed opens with its own context only, and not when a bit was changed', () => {
  const seal = createSeal(key('a', 1));
  const sealed = seal.seal('a refresh token', 'graph t ada');
  expect(seal.open(sealed, 'graph t ada')).toBe('a refresh token');
  expect(JSON.stringify(sealed)).not.toContain('refresh');
  expect(() => seal.open(sealed, 'graph t ben')).toThrow();
  const bytes = Buffer.from(sealed.sealed, 'base64');
  for (const at of [0, 12, 28, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => seal.open({ ...sealed, sealed: changed.toString('base64') }, 'graph t ada')).toThrow();
  }
  expect(seal.seal('a refresh token', 'graph t ada').sealed).not.toBe(sealed.sealed); // never the same twice
});

test('M92 keys rotate: the first seals, all open, and one that is gone is named', () => {
  const old = createSeal(key('old', 1)).seal('kept', 'c');
  const rotated = createSeal(`${key('new', 2)},${key('old', 1)}`);
  expect(rotated.open(old, 'c')).toBe('kept');
  expect(rotated.seal('x', 'c').keyId).toBe('new');
  expect(() => createSeal(key('new', 2)).open(old, 'c')).toThrow(
    'A secret was sealed with key "old", which ENCRYPTION_KEYS does not name any more.',
  );
  for (const wrong of ['', 'a', 'a:short', `:${Buffer.alloc(32).toString('base64')}`])
    expect(() => createSeal(wrong)).toThrow(/ENCRYPTION_KEYS/);
});

describe.each(databaseKinds)('M92 kept tokens on %s', (kind) => {
  let open: Awaited<ReturnType<typeof emptyDatabase>>;
  beforeAll(async () => {
    open = await emptyDatabase(kind);
  });
  afterAll(() => open?.stop());
  const [ada, ben] = ['ada', 'ben'].map((objectId) => ({ tenantId: 't', objectId })) as [
    { tenantId: string; objectId: string },
    { tenantId: string; objectId: string },
  ];
  const token = { accessToken: 'secret access', endsAt: 1, refreshToken: 'secret refresh', scopes: ['User.Read'] };

  test('of an older sign-in are forgotten without the newer one: who signed in again meanwhile stays signed in', async () => {
    const store = createTokenStore(open.database, createSeal(key('a', 1)));
    await store.keep(ada, { ...token, refreshToken: 'of the newer sign-in' });
    expect(await store.forget(ada, token)).toBe(false);
    expect(await store.read(ada)).toMatchObject({ refreshToken: 'of the newer sign-in' });
    expect(await store.forget(ada, { refreshToken: 'of the newer sign-in' })).toBe(true);
    expect(await store.forget(ada, { refreshToken: 'of the newer sign-in' })).toBe(false);
  });

  test('come back, do not stand readable in the database, and are of no use under another person or without their key', async () => {
    const store = createTokenStore(open.database, createSeal(key('a', 1)));
    await store.keep(ada, token);
    expect(await store.read(ada)).toEqual(token);
    expect(await store.read(ben)).toBeUndefined();
    const { rows } = await open.database.executeSql('select * from token_cache');
    expect(JSON.stringify(rows)).not.toMatch(/secret/);
    await open.database.executeSql("update token_cache set object_id = 'ben' where object_id = 'ada'");
    expect(await store.read(ben)).toBeUndefined();
    await store.keep(ada, token);
    // A lost key costs a sign-in, nothing else.
    expect(await createTokenStore(open.database, createSeal(key('b', 2))).read(ada)).toBeUndefined();
    await store.forget(ada);
    expect(await store.read(ada)).toBeUndefined();
  });
});

describe.each(databaseKinds)('M92 secrets are sealed anew on %s', (kind) => {
  test('with the newest key, so that the older one can go; what no key opens stays', async () => {
    const { database, stop } = await emptyDatabase(kind);
    try {
      const [old, both, fresh] = [key('old', 1), `${key('new', 2)},${key('old', 1)}`, key('new', 2)].map(
        createSeal,
      ) as [Seal, Seal, Seal];
      const person = { tenantId: 't', objectId: 'ada' };
      const kept = { accessToken: 'a', endsAt: 1, refreshToken: 'b', scopes: ['User.Read'] };
      await createTokenStore(database, old).keep(person, kept);
      await createTokenStore(database, createSeal(key('lost', 3))).keep({ ...person, objectId: 'ben' }, kept);
      const tenantKey = await createTenantKeys(database, old).keyOf('t');
      expect(await resealAll(database, both)).toBe(2);
      expect(await resealAll(database, both)).toBe(0);
      expect(await createTokenStore(database, fresh).read(person)).toEqual(kept);
      expect(await createTenantKeys(database, fresh).keyOf('t')).toBe(tenantKey);
      const { rows } = await database.executeSql('select key_id from token_cache order by object_id');
      expect(rows).toEqual([{ key_id: 'new' }, { key_id: 'lost' }]);
    } finally {
      await stop();
    }
  });
});
