import type { Reply } from '../../contract/api.js';
import { alder, birch } from '../../sandbox/tenant/company.js';
import { comeBack } from './connect.js';
import type { Caller, World } from './world.js';

export interface Stage {
  world: World;
  ada: Caller;
  ben: Caller;
  administrator: Caller;
  /** Every entry of the audit that fits. */
  everything(wish: object): Promise<Reply<'POST /admin/audit'>['entries']>;
}

/** Tests of signing in at Coherence instead of entering a second key, in the world of whoever calls. */
export function testCoherenceSignIn(stage: () => Stage): void {
  describe('M115 M91 signing in at Coherence', () => {
    const own = () => alder.coherence.workspace;
    async function begin() {
      const answer = await stage().administrator.ask('POST', '/admin/coherence/sign-in', {});
      const set = answer.headers.get('set-cookie') ?? '';
      return { url: (answer.body as { url: string }).url, set, cookie: set.split(';')[0] ?? '' };
    }
    /** Coherence's page, on which somebody allows it in a workspace; "deny" does not. */
    async function walk(url: string, workspace: string): Promise<string> {
      const to = new URL(url);
      if (workspace === 'deny') to.searchParams.set('answer', 'deny');
      else to.searchParams.set('workspace', workspace);
      return (await comeBack(stage().world, to.href, undefined)).location ?? '';
    }
    async function signIn(workspace: string): Promise<string | null> {
      const { url, cookie } = await begin();
      return (await comeBack(stage().world, await walk(url, workspace), cookie)).location;
    }
    const page = () => stage().administrator.call('GET /admin/coherence');
    const use = (slot: 1 | 2) => stage().administrator.call('POST /admin/coherence/use', { body: { slot } });
    const search = () => stage().administrator.call('POST /records/search', { body: { query: 'Lumen' } });
    afterEach(async () => {
      await use(1);
      await stage().administrator.call('POST /admin/coherence/forget', { body: {} });
    });

    test('is by code with PKCE and state, tied to this browser; what is kept cannot be read', async () => {
      const { world } = stage();
      const { url, set } = await begin();
      const asked = new URL(url).searchParams;
      expect(new URL(url).origin).toBe(world.sandbox.urls.coherence);
      expect(asked.get('redirect_uri')).toBe(`${world.sandbox.urls.server}/coherence/callback`);
      expect(asked.get('code_challenge_method')).toBe('S256');
      for (const name of ['state', 'code_challenge']) expect(asked.get(name)?.length).toBeGreaterThan(40);
      expect(set).toMatch(
        /^__Host-coherence-workspace=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      );
      expect(await signIn(own())).toBe('/settings?coherence=kept#/admin/coherence');
      expect((await page()).keys[1]).toEqual({ slot: 2, isSet: true, isInUse: false, kind: 'sign_in', hint: '' });
      const { rows } = await world.server!.database.executeSql(
        'select row_to_json(c)::text as t from coherence_connection c',
      );
      expect(JSON.stringify(rows)).not.toMatch(/at_[0-9a-f]{10}|rt_[0-9a-f]{10}/);
      const [told] = await stage().everything({ words: 'coherence.signed_in' });
      expect(told?.actor.id).toBe(stage().administrator.person.id);
    });

    test('takes the place of a key without a moment without, is renewed when it ends, and what was taken back is said', async () => {
      const { world } = stage();
      await signIn(own());
      expect((await use(2)).isReachable).toBe(true);
      expect((await search()).records.length).toBeGreaterThan(0);
      world.sandbox.clock.advance(2 * 3_600_000); // the hour is over: Coherence refuses the token once
      try {
        expect(await page()).toMatchObject({ isReachable: true });
        const many = await Promise.all(Array.from({ length: 5 }, page)); // together they renew no more than once
        expect(many.every((it) => it.isReachable)).toBe(true);
      } finally {
        world.sandbox.clock.advance(-2 * 3_600_000);
      }
      expect(await page()).toMatchObject({ isReachable: true });
      world.sandbox.coherence.oauth.revokeAll();
      expect(await page()).toMatchObject({ isReachable: false, problem: expect.stringMatching(/key|sign/i) as string });
      expect((await use(1)).isReachable).toBe(true);
    });

    test('of another workspace, or not allowed, changes nothing; an answer is good once, for the browser that began', async () => {
      const failed = '/settings?coherence=failed#/admin/coherence';
      expect(await signIn(birch.coherence.workspace)).toBe(failed);
      expect(await signIn('deny')).toBe(failed);
      const { world } = stage();
      const [one, two] = [await begin(), await begin()];
      const back = await walk(one.url, own());
      expect((await comeBack(world, back, two.cookie)).status).toBe(400);
      expect((await comeBack(world, back, one.cookie)).status).toBe(400); // it was spoilt
      const other = new URL(await walk(two.url, own()));
      other.searchParams.set('code', new URL(back).searchParams.get('code') ?? '');
      expect((await comeBack(world, other.href, two.cookie)).location).toBe(failed); // the verifier does not fit
      expect(
        (await comeBack(world, `${world.sandbox.urls.server}/coherence/callback?state=x&code=y`, one.cookie)).status,
      ).toBe(400);
      expect((await page()).keys[1]).toMatchObject({ isSet: false });
    });

    test('forgotten it is taken back at Coherence too, and not while it is in use', async () => {
      const { world, administrator: admin } = stage();
      await signIn(own());
      await use(2);
      expect(await admin.ask('POST', '/admin/coherence/forget', {})).toMatchObject({ status: 409 });
      await use(1);
      const kept = world.sandbox.coherence.oauth;
      expect(kept.count()).toBe(1);
      expect((await admin.call('POST /admin/coherence/forget', { body: {} })).keys[1]).toMatchObject({ isSet: false });
      expect(kept.count()).toBe(0);
    });
  });
}
