import type { Reply } from '../../contract/api.js';
import { alder } from '../../sandbox/tenant/company.js';
import { begin, comeBack, connectOutlook, walkMicrosoft, type ConnectBody } from './connect.js';
import { isLong } from './depth.js';
import type { Caller, World } from './world.js';

interface Stage {
  world: World;
  ada: Caller;
  erin: Caller;
  all: ConnectBody;
}
/** People of the directory besides the cast, of whom every second is assigned. */
const crowd = Array.from({ length: isLong ? 1_000 : 40 }, (_, i) => ({
  id: `0d7f5b0c-6a51-4b6e-8f5e-${String(i).padStart(12, '0')}`,
  name: `Person ${i}`,
  userPrincipalName: `person.${i}@alderfinch.example`,
  jobTitle: '',
}));
const isAssigned = (_person: unknown, i: number) => i % 2 === 0;

export function testLargeOrganisation(stage: () => Stage): void {
  test(`M8 M15 a large organisation, ${crowd.length} people, consent by administrators, assignment and a second factor: who is let in meets only their own organisation`, async () => {
    const { world, ada, erin, all } = stage();
    const { directory, rules, issueForBroker } = world.sandbox.entra;
    const assigned = [ada.person.id, ...crowd.filter(isAssigned).map((it) => it.id)];
    alder.people.push(...crowd);
    directory.setUserConsent(alder.tenantId, false);
    directory.revoke(alder.tenantId, world.sandbox.client.id, ['Calendars.ReadWrite', 'Contacts.ReadWrite']);
    rules.change({ assignmentRequired: true, assigned }, alder.tenantId);
    const scope = `api://${world.sandbox.client.id}/access_as_user`;
    const issue = (objectId: string) => issueForBroker({ objectId, clientId: world.sandbox.client.id, scope });
    try {
      // Nobody consents for themselves: it is said that an administrator must, and nothing is connected by it.
      const wanted: ConnectBody = { ...all, permissions: ['mail', 'contacts'] };
      const { url, cookie } = await begin(world, ada, wanted);
      await comeBack(world, await walkMicrosoft(world, url, ada, 'back'), cookie);
      const { lastAttempt } = await ada.call('GET /connection');
      expect(lastAttempt).toMatchObject({ outcome: 'needs_approval', permissions: wanted.permissions });
      // M15: an administrator approves what was missing; checking again asks for the same and meets no page to answer.
      directory.grant(alder.tenantId, world.sandbox.client.id, ['Contacts.ReadWrite']);
      await connectOutlook(world, ada, { ...all, permissions: lastAttempt?.permissions ?? [] });
      expect((await ada.call('GET /connection')).lastAttempt).toMatchObject({ outcome: 'connected' });
      for (const [i, person] of crowd.entries()) {
        const issued = await issue(person.id);
        expect([i, issued.success]).toEqual([i, isAssigned(person, i)]);
        if (!issued.success) {
          expect(issued.error.description).toContain('AADSTS50105');
          continue;
        }
        const authorization = `Bearer ${issued.token.access_token}`;
        const asThey = (method: string, path: string, body?: object) => ada.ask(method, path, body, { authorization });
        expect((await asThey('GET', '/me')).body).toMatchObject({
          user: { name: person.name, address: person.userPrincipalName },
          isAdministrator: false,
          workspace: { name: 'Alder & Finch' },
        });
        const found = (await asThey('POST', '/records/search', { query: 'Lumen' }))
          .body as Reply<'POST /records/search'>;
        expect(found.records.length).toBeGreaterThan(0);
        expect(found.records.filter((it) => it.id.startsWith('rec_b_'))).toEqual([]);
        expect((await asThey('GET', '/admin/mailboxes')).status).toBe(403);
      }
      const theirs = await erin.call('POST /records/search', { body: { query: 'Lumen' } });
      expect(theirs.records.every((it) => it.id.startsWith('rec_b_'))).toBe(true);
      // A second factor is asked of everybody from now on: nobody gets a new token without one.
      rules.change({ mfa: true }, alder.tenantId);
      const refused = await issue(crowd[0]!.id);
      expect(refused).toMatchObject({
        success: false,
        error: { description: expect.stringContaining('AADSTS50076') as string },
      });
    } finally {
      alder.people.splice(alder.people.indexOf(crowd[0]!), crowd.length);
      rules.change({ assignmentRequired: false, assigned: [], mfa: false }, alder.tenantId);
      directory.setUserConsent(alder.tenantId, true);
    }
  });
}
