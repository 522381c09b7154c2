import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { startBrowser, type Browser } from '../support/browser.js';
import { attendee, calendarScopes, create, meeting } from '../support/calendar.js';
import { startGraphWorld, type GraphCaller, type GraphWorld } from '../support/graph.js';
import { findAccessibilityFaults } from '../support/outlook.js';
import { until } from '../support/until.js';

/*
 * The imitated Outlook's calendar with an add-in of nothing but Microsoft's own office.js in it: what any add-in is told about
 * appointments, and what it may change in them. Our product has no part in this.
 */
let world: GraphWorld;
let browser: Browser;
let page: Page;
let ada: GraphCaller;
let ben: GraphCaller;
let server: http.Server;
let root: string;
beforeAll(async () => {
  server = http.createServer((request, response) => {
    response.writeHead(200, {
      'content-type': request.url?.startsWith('/taskpane') ? 'text/html' : 'application/json',
    });
    response.end(
      request.url?.startsWith('/taskpane')
        ? '<!doctype html><title>Add-in</title><script src="https://appsforoffice.microsoft.com/lib/1/hosted/office.js"></script><h1>Add-in</h1>'
        : '{}',
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  root = withSurfaces();
  world = await startGraphWorld({ root, serverUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  [ada, ben] = [await world.as('Ada', calendarScopes), await world.as('Ben', calendarScopes)];
  browser = await startBrowser();
  page = await browser.open();
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
  server?.close();
  fs.rmSync(root, { recursive: true, force: true });
});

/** The project with a manifest whose add-in may also write, and stands beside appointments. */
function withSurfaces(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-manifest-'));
  for (const name of ['node_modules', 'sandbox', 'assets'])
    fs.symlinkSync(path.join(process.cwd(), name), path.join(folder, name));
  const xml = fs.readFileSync(path.join(process.cwd(), 'manifest.xml'), 'utf8');
  const read = /<ExtensionPoint xsi:type="MessageReadCommandSurface">[^]*?<\/ExtensionPoint>/.exec(xml)?.[0] ?? '';
  const others = ['Organizer', 'Attendee']
    .filter((it) => !xml.includes(`Appointment${it}CommandSurface`))
    .map((it) => read.replace('MessageReadCommandSurface', `Appointment${it}CommandSurface`));
  fs.writeFileSync(
    path.join(folder, 'manifest.xml'),
    xml.replace(read, [read, ...others].join('\n')).replace(/<Permissions>\w+</, '<Permissions>ReadWriteItem<'),
  );
  return folder;
}
async function show(query: Record<string, string>): Promise<void> {
  await page.goto(`${world.sandbox.urls.outlook}/?${new URLSearchParams(query).toString()}`);
  await page.locator('html[data-ready]').waitFor({ state: 'attached' });
}
/** The add-in's frame once office.js is ready in it. */
async function addIn(): Promise<Frame> {
  const frame = await until(
    () => page.frames().find((it) => it.url().includes('taskpane')),
    (it) => it !== undefined,
  );
  await frame?.waitForFunction(() => 'Office' in window && typeof Office.onReady === 'function');
  await frame?.evaluate(() => Office.onReady());
  return frame as Frame;
}
/** One method of the open item by its path, answered as office.js answers it. */
const ask = <T>(frame: Frame, method: string, ...given: unknown[]): Promise<T> =>
  frame.evaluate(
    ([name, args]) =>
      new Promise<unknown>((resolve, reject) => {
        const steps = name.split('.');
        const last = steps.pop() as string;
        type Part = Record<string, unknown>;
        const part = steps.reduce((it, step) => it[step] as Part, Office.context.mailbox.item as unknown as Part);
        (part[last] as (...all: unknown[]) => void).call(part, ...args, (result: Office.AsyncResult<unknown>) =>
          result.status === Office.AsyncResultStatus.Succeeded
            ? resolve(result.value)
            : reject(new Error(`${result.error.code} ${result.error.message}`)),
        );
      }),
    [method, given] as const,
  ) as Promise<T>;

test('the calendar shows the week with what lies in it, and is usable with a screen reader', async () => {
  await show({ person: 'Ada', module: 'calendar' });
  await page.getByRole('button', { name: /^Sales weekly: year end, .*Lighthouse/ }).waitFor();
  await page.getByRole('button', { name: /^Dentist/ }).waitFor();
  await page.getByRole('button', { name: 'Week after' }).click();
  await page.getByRole('button', { name: /^Trade fair, .*all day/ }).waitFor();
  expect(await findAccessibilityFaults(page)).toEqual([]);
});

test('M106 an add-in fills the organizer’s form: people, time, room, text; what is sent arrives with the people and in the room', async () => {
  await show({ person: 'Ada', event: 'new', pane: 'open' });
  const frame = await addIn();
  expect(
    await frame.evaluate(() => [Office.context.mailbox.item?.itemType, Office.context.mailbox.item?.itemId]),
  ).toEqual(['appointment', undefined]);
  const start = new Date(world.sandbox.clock.now().getTime() + 26 * 86_400_000).setUTCHours(9, 0, 0, 0);
  await ask(frame, 'subject.setAsync', 'Renewal, from the pane');
  await ask(frame, 'requiredAttendees.addAsync', [
    { displayName: 'Ben Okafor', emailAddress: 'ben@alderfinch.example' },
  ]);
  await frame.evaluate(
    (ms) =>
      new Promise<void>((resolve) =>
        (Office.context.mailbox.item as unknown as Office.AppointmentCompose).start.setAsync(new Date(ms), () =>
          resolve(),
        ),
      ),
    start,
  );
  await ask(frame, 'enhancedLocation.addAsync', [{ id: 'room.quay@alderfinch.example', type: 'room' }]);
  await ask(frame, 'body.setAsync', '<p>Agenda: price list</p>', { coercionType: 'html' });
  expect(await ask(frame, 'subject.getAsync')).toBe('Renewal, from the pane');
  expect(await ask(frame, 'requiredAttendees.getAsync')).toMatchObject([{ emailAddress: 'ben@alderfinch.example' }]);
  expect(new Date(await ask<string>(frame, 'start.getAsync')).getTime()).toBe(start);
  expect(await ask(frame, 'enhancedLocation.getAsync')).toMatchObject([
    { displayName: 'Quay', emailAddress: 'room.quay@alderfinch.example', locationIdentifier: { type: 'room' } },
  ]);
  expect(await ask(frame, 'organizer.getAsync')).toMatchObject({ emailAddress: 'ada@alderfinch.example' });
  expect(await page.getByLabel('Title').inputValue()).toBe('Renewal, from the pane');
  await page.getByLabel('Teams meeting').check();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('status').filter({ hasText: 'Sent' }).waitFor();
  const copy = world.sandbox.tenants.agendas
    .ofPerson('Ben')
    .state.events.find((it) => it.fields.subject === 'Renewal, from the pane');
  expect(copy?.fields).toMatchObject({ isOnlineMeeting: true, location: { displayName: 'Quay' } });
  expect(copy?.fields.body.content).toContain('Agenda: price list');
  const own = world.sandbox.tenants.agendas.ofPerson('Ada').byUid(copy?.uid ?? '');
  expect(own?.fields.attendees.map((it) => [it.type, it.status?.response])).toEqual([
    ['required', 'none'],
    ['resource', 'accepted'],
  ]);
});

test('an add-in is told when people or times are changed in the form, and its own properties stay with the appointment', async () => {
  await show({ person: 'Ada', event: 'new', pane: 'open' });
  const frame = await addIn();
  await frame.evaluate(() => {
    const item = Office.context.mailbox.item as unknown as Office.AppointmentCompose;
    const heard: string[] = [];
    (window as unknown as { heard: string[] }).heard = heard;
    const done = () => heard.push('registered');
    item.addHandlerAsync(Office.EventType.RecipientsChanged, () => heard.push('people'), done);
    item.addHandlerAsync(Office.EventType.AppointmentTimeChanged, () => heard.push('time'), done);
  });
  const heard = () => frame.evaluate(() => (window as unknown as { heard: string[] }).heard);
  await until(heard, (it) => it.length === 2);
  await page.getByLabel('Required').fill('cleo@alderfinch.example');
  await page.getByLabel('End', { exact: true }).fill('2038-01-05T11:00');
  await until(heard, (it) => it.includes('people') && it.includes('time'));
  const id = await ask<string>(frame, 'saveAsync');
  await frame.evaluate(
    () =>
      new Promise<void>((resolve) =>
        Office.context.mailbox.item?.loadCustomPropertiesAsync((loaded) => {
          loaded.value.set('record', 'rec_jana');
          loaded.value.saveAsync(() => resolve());
        }),
      ),
  );
  const restId = await frame.evaluate(
    (it) => Office.context.mailbox.convertToRestId(it, Office.MailboxEnums.RestVersion.v2_0),
    id,
  );
  const kept = world.sandbox.tenants.agendas.ofPerson('Ada').entry(restId);
  expect([kept?.fields.isDraft, kept?.event.properties]).toEqual([true, { record: 'rec_jana' }]);
});

test('an add-in beside an invited meeting reads it as an attendee: people with their answers, time, place, and the series it belongs to', async () => {
  await create(
    ben,
    meeting('2026-01-01T09:00:00', '2026-01-01T09:30:00', {
      subject: 'For Ada',
      location: { displayName: 'Canteen' },
      attendees: [attendee('ada@alderfinch.example'), attendee('cleo@alderfinch.example', 'optional')],
      start: { dateTime: new Date().toISOString(), timeZone: 'UTC' },
      end: { dateTime: new Date(Date.now() + 1_800_000).toISOString(), timeZone: 'UTC' },
    }),
  );
  await show({ person: 'Ada', event: 'For Ada', pane: 'open' });
  const frame = await addIn();
  const read = await frame.evaluate(() => {
    const item = Office.context.mailbox.item as unknown as Office.AppointmentRead;
    return {
      type: item.itemType,
      subject: item.subject,
      location: item.location,
      organizer: item.organizer.emailAddress,
      required: item.requiredAttendees.map((it) => it.emailAddress),
      optional: item.optionalAttendees.length,
      minutes: (item.end.getTime() - item.start.getTime()) / 60_000,
      seriesId: item.seriesId,
    };
  });
  expect(read).toEqual({
    type: 'appointment',
    subject: 'For Ada',
    location: 'Canteen',
    organizer: 'ben@alderfinch.example',
    required: ['ada@alderfinch.example'],
    optional: 1,
    minutes: 30,
    seriesId: null,
  });
  const restId = await frame.evaluate(() =>
    Office.context.mailbox.convertToRestId(
      (Office.context.mailbox.item as unknown as Office.AppointmentRead).itemId,
      Office.MailboxEnums.RestVersion.v2_0,
    ),
  );
  expect((await ada.get<{ subject: string }>(`/me/events/${restId}`)).body.subject).toBe('For Ada');
  await page.getByRole('button', { name: 'Accept', exact: true }).click();
  await page.getByRole('status').filter({ hasText: 'Accepted' }).waitFor();
});

test('a meeting request in the inbox says when and where, is answered there, and an add-in sees it as a request', async () => {
  await create(
    ben,
    meeting('2038-02-01T09:00:00', '2038-02-01T10:00:00', {
      subject: 'Please come',
      location: { displayName: 'Canteen' },
      attendees: [attendee('ada@alderfinch.example')],
    }),
  );
  await show({ person: 'Ada', message: 'Please come', pane: 'open' });
  const frame = await addIn();
  const seen = await frame.evaluate(() => {
    const item = Office.context.mailbox.item as unknown as Office.MessageRead & Office.AppointmentRead;
    return [item.itemType, item.itemClass, item.subject, item.start.toISOString(), item.from.emailAddress];
  });
  expect(seen).toEqual([
    'message',
    'IPM.Schedule.Meeting.Request',
    'Please come',
    '2038-02-01T08:00:00.000Z',
    'ben@alderfinch.example',
  ]);
  await page.getByRole('group', { name: 'Meeting' }).getByRole('button', { name: 'Tentative' }).click();
  await page.getByRole('status').filter({ hasText: 'Tentatively accepted' }).waitFor();
  const own = world.sandbox.tenants.agendas
    .ofPerson('Ben')
    .state.events.find((it) => it.fields.subject === 'Please come');
  expect(own?.fields.attendees[0]?.status?.response).toBe('tentativelyAccepted');
  await page.getByRole('button', { name: 'See in calendar' }).click();
  await page.getByRole('article', { name: 'Please come' }).waitFor();
  expect(
    await page.evaluate(() => (window as unknown as { office?: { unhandled: unknown[] } }).office?.unhandled ?? []),
  ).toEqual([]);
});
