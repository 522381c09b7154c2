import type { Reply } from '../../contract/api.js';
import { alder } from '../../sandbox/tenant/company.js';
import type { Stage } from './coherence-sign-in.js';
import type { Caller } from './world.js';

type Modules = Reply<'GET /admin/policy'>['modules'];
const jana = { module: 'people', id: 'rec_jana' };
const subject = 'Quote for the renewal';

/** Tests of what administrators allow by module of Coherence, in the world of whoever calls: Ada filed a mail to Jana before. */
export function testModuleLimits(stage: () => Stage): void {
  const read = () => stage().administrator.call('GET /admin/policy');
  /** The limits of one module, the others as they are. */
  const wish = async (module: string, limits: Partial<Modules[number]>) => {
    const { visibility, neverFile, anonymousLinks, modules, version } = await read();
    const changed = modules.map(({ plural: _, ...it }) => (it.module === module ? { ...it, ...limits } : it));
    return { visibility, neverFile, anonymousLinks, modules: changed, version };
  };
  const decide = async (module: string, limits: Partial<Modules[number]>) =>
    stage().administrator.call('PUT /admin/policy', { body: await wish(module, limits) });
  const preview = async (module: string, limits: Partial<Modules[number]>) => {
    const { version: _, ...body } = await wish(module, limits);
    return stage().administrator.call('POST /admin/policy/preview', { body });
  };
  const everythingAllowed = { mail: true, meetings: true, files: true, floor: undefined, ceiling: undefined };
  const timelineOf = (caller: Caller) => caller.ask('GET', `/records/people/rec_jana/timeline`);
  const openMail = (caller: Caller) => {
    const { graph } = caller.message(subject);
    return {
      internetMessageId: graph.internetMessageId ?? '',
      conversationId: graph.conversationId ?? '',
      subject,
      participants: [{ role: 'from' as const, address: graph.from?.emailAddress?.address ?? '' }],
    };
  };
  const rows = async () => {
    const { kysely } = stage().world.server!.database;
    return Promise.all(
      (['filing', 'mail_link', 'calendar_link', 'file_link', 'filing_file', 'mail_message'] as const).map(
        async (it) => (await kysely.selectFrom(it).select('id').orderBy('id').execute()).length,
      ),
    );
  };
  const sentence = (what: string) =>
    new RegExp(`does not allow ${what} on records of People\\. What is there already is kept`);

  test('M117 M104 emails that a module does not take: nobody is offered it, nobody files to it, nothing of it is shown, and why is said', async () => {
    const { ada, ben } = stage();
    const kept = await rows();
    expect((await preview('people', { mail: false })).hidden).toMatchObject({ emails: 1, meetings: 0 });
    expect(JSON.stringify((await timelineOf(ada)).body)).toContain(subject); // a preview changes nothing
    await decide('people', { mail: false });

    const refused = {
      status: 403,
      body: { code: 'blocked_by_policy', detail: expect.stringMatching(sentence('emails')) as string },
    };
    for (const who of [ada, ben]) {
      expect(await timelineOf(who)).toMatchObject(refused);
      expect(await who.ask('GET', '/records/people/rec_jana/timeline/overview')).toMatchObject(refused);
    }
    const matches = await ada.call('POST /matches', { body: openMail(ada) });
    expect(matches.suggestions.filter((it) => it.record.module === 'people')).toEqual([]);
    // Who filed it sees that it is there, so that they can take it back, and nothing of it; nobody else sees even that.
    expect(matches.filings).toMatchObject([
      {
        record: { module: 'people', id: 'rec_jana' },
        canUnfile: true,
        subject: '',
        fromName: '',
        fromAddress: '',
        files: [],
        notice: expect.stringMatching(/You filed this email, and can take it back\.$/) as string,
      },
    ]);
    expect(matches.filings[0]?.notice).toMatch(sentence('emails'));
    expect(matches.hiddenFilings).toBe(0);
    expect(await ben.call('POST /matches', { body: openMail(ada) })).toMatchObject({ filings: [], hiddenFilings: 0 });
    expect(matches.people[0]).toMatchObject({ state: 'known', records: [] }); // known, so that nobody makes them anew
    const found = (query: string, what?: 'mail' | 'files') =>
      ada.call('POST /records/search', { body: { query, ...(what ? { for: what } : {}) } });
    expect(await found('Jana', 'mail')).toMatchObject({
      records: [],
      notice: expect.stringMatching(sentence('emails')) as string,
    });
    expect((await found('Jana', 'files')).records).not.toEqual([]);
    expect((await found('Jana')).records).not.toEqual([]); // to look it up only
    const body = {
      mailbox: ada.person.userPrincipalName,
      messageId: ada.message(subject).restId,
      internetMessageId: openMail(ada).internetMessageId,
      records: [jana],
      attachmentIds: [],
      saveCopy: false,
    };
    expect(await ada.ask('POST', '/filings', body)).toMatchObject(refused);
    expect(await ada.ask('POST', '/records/form', { module: 'people' })).toMatchObject(refused);
    expect(await ada.ask('POST', '/records', { module: 'people', fields: {} })).toMatchObject(refused);
    expect(await ada.ask('POST', '/outgoing/prepare', { record: jana, kind: 'new' })).toMatchObject(refused);
    const me = await ada.call('GET /me');
    expect(me.modules.flatMap((it) => (it.notHere ? [`${it.slug} ${it.notHere.join()}`] : []))).toEqual([
      'people mail',
    ]);
    expect(await rows()).toEqual(kept);

    expect((await preview('people', everythingAllowed)).shownAgain).toMatchObject({ emails: 1 });
    await decide('people', everythingAllowed);
    expect(JSON.stringify((await timelineOf(ada)).body)).toContain(subject);
    expect((await ada.call('POST /matches', { body: openMail(ada) })).filings).toHaveLength(1);
    expect(await rows()).toEqual(kept);
    const [told] = await stage().everything({ words: 'policy.decided' });
    expect(told?.changes).toEqual([
      {
        name: 'module people',
        before: 'mail no, meetings yes, files yes, floor as for all, ceiling as for all',
        after: 'mail yes, meetings yes, files yes, floor as for all, ceiling as for all',
      },
    ]);
  });

  test('M49 M46 M38 meetings and files are allowed apart: what is not allowed is refused with its sentence, the rest goes on', async () => {
    const { ada } = stage();
    await decide('people', { meetings: false, files: false });
    const refused = (what: string) => ({
      status: 403,
      body: { code: 'blocked_by_policy', detail: expect.stringMatching(sentence(what)) as string },
    });
    expect(await ada.ask('GET', '/records/people/rec_jana/files')).toMatchObject(refused('files'));
    expect(await ada.ask('POST', '/records/people/rec_jana/folder', {})).toMatchObject(refused('files'));
    expect(
      await ada.ask('POST', '/records/people/rec_jana/files', { file: { driveId: 'd', itemId: 'i' } }),
    ).toMatchObject(refused('files'));
    expect(await ada.ask('GET', '/records/people/rec_jana/meetings/logged')).toMatchObject(refused('meetings'));
    expect(JSON.stringify((await timelineOf(ada)).body)).toContain(subject);
    const message = ada.message(subject);
    const [attachment] = message.attachments;
    expect(
      await ada.ask('POST', '/filings', {
        mailbox: ada.person.userPrincipalName,
        messageId: message.restId,
        internetMessageId: openMail(ada).internetMessageId,
        records: [jana],
        attachmentIds: attachment ? [attachment.id] : [],
        saveCopy: true,
      }),
    ).toMatchObject(refused('files'));
    await decide('people', everythingAllowed);
    expect((await ada.ask('GET', '/records/people/rec_jana/meetings/logged')).status).toBe(200);
  });

  test('M117 M10 what was filed before its module took no emails any more can be taken back by its filer, who is shown nothing of the email meanwhile', async () => {
    const { ada, ben } = stage();
    const own = 'Minutes of our meeting';
    const message = ada.message(own);
    const filed = await ada.file(own, jana);
    const { files } = await ada.settled(filed.id);
    const sender = message.graph.from?.emailAddress?.address ?? '';
    await decide('people', { mail: false });
    const answers = [
      await ada.ask('GET', `/filings/${filed.id}`),
      await ada.ask('GET', `/filings/${filed.id}/removal`),
    ];
    expect(answers.map((it) => it.status)).toEqual([200, 200]);
    expect(answers[0]?.body).toMatchObject({ state: 'filed', canUnfile: true, subject: '', files: [] });
    const hidden = [own, sender, ...files.map((it) => it.name)];
    const shows = (it: unknown) => hidden.filter((word) => word && JSON.stringify(it).includes(word));
    expect(shows(answers)).toEqual([]);
    for (const [method, place] of [
      ['GET', ''],
      ['GET', '/removal'],
      ['POST', '/unfile'],
    ] as const)
      expect(
        (await ben.ask(method, `/filings/${filed.id}${place}`, method === 'POST' ? {} : undefined)).status,
      ).not.toBe(200);
    const taken = await ada.call('POST /filings/:id/unfile', { params: { id: filed.id } });
    expect(shows(taken)).toEqual([]);
    expect(await ada.settled(filed.id)).toMatchObject({ state: 'unfiled', subject: '' });
    expect(message.graph.categories ?? []).not.toContain('Coherence');
    await decide('people', everythingAllowed);
    expect(JSON.stringify((await timelineOf(ada)).body)).not.toContain(own);
  });

  test('M117 a module may show colleagues less than everybody’s policy, never more; a floor above a ceiling is refused', async () => {
    const { administrator, ada, ben } = stage();
    const crossed = await wish('people', { floor: 'everything', ceiling: 'people' });
    const at = crossed.modules.findIndex((it) => it.module === 'people');
    expect(await administrator.ask('PUT', '/admin/policy', crossed)).toMatchObject({
      status: 400,
      body: { field: `modules.${at}.floor` },
    });
    const strange = { ...crossed, modules: [{ module: 'nowhere', mail: true, meetings: true, files: true }] };
    expect(await administrator.ask('PUT', '/admin/policy', strange)).toMatchObject({
      status: 400,
      body: { field: 'modules.0.module' },
    });
    await decide('people', { ceiling: 'people' });
    expect(JSON.stringify((await timelineOf(ben)).body)).not.toContain(subject);
    expect(JSON.stringify((await timelineOf(ada)).body)).toContain(subject); // her own
    const kept = await stage()
      .world.server!.database.kysely.selectFrom('policy')
      .select('policy')
      .where('tenant_id', '=', alder.tenantId)
      .executeTakeFirstOrThrow();
    // An older page that does not know of modules leaves them as they are.
    const { visibility, neverFile, anonymousLinks, version } = await read();
    await administrator.call('PUT /admin/policy', { body: { visibility, neverFile, anonymousLinks, version } });
    const after = await stage()
      .world.server!.database.kysely.selectFrom('policy')
      .select('policy')
      .executeTakeFirstOrThrow();
    expect(after.policy).toEqual(kept.policy);
    await decide('people', everythingAllowed);
    expect(JSON.stringify((await timelineOf(ben)).body)).toContain(subject);
    expect(await ben.ask('PUT', '/admin/policy', crossed)).toMatchObject({ status: 403 });
  });
}
