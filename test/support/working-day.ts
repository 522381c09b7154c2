import { randomUUID } from 'node:crypto';
import type { ConnectBody } from './connect.js';
import { ended, lying, send, write } from './compose.js';
import { filesOf } from './files.js';
import { follow } from './followed.js';
import { dayAt, followCalendar } from './followed-calendar.js';
import { isLong } from './depth.js';
import { until } from './until.js';
import type { Caller, World } from './world.js';

/*
 * A day of work with one account: mail, calendar and files as people use them, whatever kind of account it is. Each step is a test of its own.
 */
export interface Day {
  world: World;
  caller: Caller;
  /** A record of the person who writes to them. */
  record: { module: string; id: string };
  all: ConnectBody;
}
const ranges = [
  ['M16', { kind: 'days', days: 30 }],
  ['M17', { kind: 'days', days: 90 }],
  ['M18', { kind: 'months', months: 6 }],
  ['M19', { kind: 'custom', from: '2026-01-01' }],
] as const;
const jana = { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' };

export function testWorkingDay(capability: string, stage: () => Day): void {
  const deliver = (subject: string, sentDateTime?: string) =>
    stage().world.sandbox.tenants.deliver({
      from: jana,
      to: [{ name: 'Me', address: stage().caller.person.userPrincipalName }],
      subject,
      html: '<p>Hello</p>',
      ...(sentDateTime ? { sentDateTime } : {}),
    });
  const onRecord = async (search: string) =>
    (
      await stage().caller.call('POST /records/:module/:id/timeline', {
        params: stage().record,
        body: { search },
      })
    ).entries;

  test.each(ranges.filter((_range, i) => isLong || i % 2 === (Number(capability.slice(1)) % 4) % 2))(
    `${capability} %s the history of a range comes, and no more of it`,
    async (_range, range) => {
      const { world, caller } = stage();
      const old = new Date(Date.now() - 60 * 86_400_000).toISOString();
      deliver(`Sixty days ago, ${JSON.stringify(range)}`, old);
      const followed = await follow(world, caller, (settings) => {
        settings.range = range;
      });
      await followed.settled();
      const kept = await followed.kept();
      expect(kept).toEqual(await followed.listing());
      expect(kept.length).toBeGreaterThan(0);
    },
  );

  test(`${capability} M20 M22 M23 M25 mail of a folder that was chosen comes to the record of who wrote it`, async () => {
    const { world, caller } = stage();
    const followed = await follow(world, caller);
    await followed.settled();
    deliver('A day like this');
    await followed.syncNow();
    const [entry] = await until(
      () => onRecord('A day like this'),
      (it) => it.length > 0,
    );
    expect(entry?.mail?.subject).toBe('A day like this');
  });

  test(`${capability} M24 an email is written on a record and sent once`, async () => {
    const { world, caller, record } = stage();
    const { mailbox } = await follow(world, caller);
    const mail = await write(caller, record, {
      mailbox: mailbox.id,
      to: [jana],
      subject: 'Sent on this day',
    });
    await send(caller, mail);
    expect(await ended(caller, mail)).toMatchObject({ state: 'sent' });
    expect(lying(caller, 'Sent on this day').map((it) => it.folder)).toEqual(['sentitems']);
  });

  test(`${capability} M29 M30 M32 M33 M34 M35 events come from Outlook, are found, made, changed and cancelled here`, async () => {
    const { world, caller, all } = stage();
    const calendar = await followCalendar(world, caller, undefined, all);
    const time = { start: dayAt(2, '09:00'), end: dayAt(2, '10:00'), zone: 'UTC', isAllDay: false };
    await calendar.outlook.create({
      subject: 'From Outlook',
      start: { dateTime: dayAt(1), timeZone: 'UTC' },
      end: { dateTime: dayAt(1, '10:00:00'), timeZone: 'UTC' },
    });
    await calendar.sync();
    const week = [`${dayAt(0, '00:00:00')}Z`, `${dayAt(7, '00:00:00')}Z`] as const;
    expect((await calendar.events(...week, 'Outlook')).map((it) => it.subject)).toContain('From Outlook');
    const view = async (subject: string) =>
      (await calendar.outlook.view(dayAt(0, '00:00:00'), dayAt(7, '00:00:00'))).filter((it) => it.subject === subject);
    const done = (id: string) =>
      until(
        async () => (await caller.call('GET /calendar/changes/:change', { params: { change: id } })).state,
        (it) => it === 'done',
      );
    const made = randomUUID();
    await caller.call('POST /calendar/events', { body: { id: made, fields: { subject: 'From here', time } } });
    await done(made);
    expect(await view('From here')).toHaveLength(1);
    await calendar.sync();
    const [event] = await calendar.events(...week, 'From here');
    const params = { event: event?.id ?? '' };
    const changed = randomUUID();
    await caller.call('POST /calendar/events/:event/change', {
      params,
      body: { id: changed, scope: 'one', fields: { subject: 'Another name' }, before: { subject: 'From here' } },
    });
    await done(changed);
    expect(await view('Another name')).toHaveLength(1);
    const cancelled = randomUUID();
    await caller.call('POST /calendar/events/:event/cancel', { params, body: { id: cancelled, scope: 'one' } });
    await done(cancelled);
    expect(await view('Another name')).toHaveLength(0);
  });

  test(`${capability} M45 M46 M49 an attachment goes to the folder of the record, and a file of OneDrive is linked`, async () => {
    const { world, caller, record } = stage();
    const { drives } = filesOf(world);
    const drive = drives.ofPerson(caller.person.id);
    if (!drive) throw new Error('There is no OneDrive.');
    const bytes = Buffer.from('Our offer');
    const made = drives.putFile(
      drive,
      drives.root(drive).id,
      'Offer of the day.txt',
      bytes,
      'text/plain',
      caller.person.id,
    );
    const link = await caller.call('POST /records/:module/:id/files', {
      params: record,
      body: { file: { driveId: drive.id, itemId: made.id } },
    });
    expect(link).toMatchObject({ state: 'there', item: { name: 'Offer of the day.txt' } });
    await caller.call('POST /records/:module/:id/folder', { params: record, body: {} });
    expect(await caller.call('GET /records/:module/:id/folder', { params: record })).toMatchObject({ state: 'there' });
  });
}
