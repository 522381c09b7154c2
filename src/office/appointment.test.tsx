import { appointmentForm, readAppointment } from './appointment.js';

type Answer = (result: { status: string; value?: unknown; error?: { message: string } }) => void;
const gives = (value: unknown) => ({ getAsync: (done: Answer) => done({ status: 'succeeded', value }) });
const bodyOf = (html: string) => ({
  getAsync: (_kind: string, done: Answer) => done({ status: 'succeeded', value: html }),
});
/** An Outlook with this item in it, up to this set. */
function outlook(item: object, minor = 11): void {
  (globalThis as unknown as { Office: unknown }).Office = {
    context: {
      requirements: {
        isSetSupported: (name: string, version: string) => name === 'Mailbox' && Number(version.split('.')[1]) <= minor,
      },
      mailbox: { item, convertToRestId: (id: string) => id.replace(/\//g, '-').replace(/\+/g, '_') },
    },
  };
}
const ben = { emailAddress: 'ben@a.example', displayName: 'Ben' };
const form = {
  subject: gives('Renewal'),
  start: gives(new Date(1_000)),
  end: gives(new Date(2_000)),
  organizer: gives({ emailAddress: 'ada@a.example', displayName: '' }),
  requiredAttendees: gives([ben]),
  optionalAttendees: gives([]),
  location: gives('Quay; Canteen'),
  enhancedLocation: gives([
    { locationIdentifier: { id: 'quay@a.example', type: 'room' }, displayName: 'Quay', emailAddress: 'quay@a.example' },
  ]),
  body: bodyOf('<p>Hi</p>'),
};
afterEach(() => {
  delete (globalThis as unknown as { Office?: unknown }).Office;
});

test('the organizer’s form is asked for each of its parts; a new one has no id', async () => {
  outlook({ ...form, getItemIdAsync: (done: Answer) => done({ status: 'failed', error: { message: 'not saved' } }) });
  expect(await readAppointment()).toEqual({
    kind: 'form',
    id: '',
    subject: 'Renewal',
    start: 1_000,
    end: 2_000,
    isAllDay: false,
    organizer: { address: 'ada@a.example', name: 'ada@a.example' },
    required: [{ address: 'ben@a.example', name: 'Ben' }],
    optional: [],
    places: [{ kind: 'room', name: 'Quay', address: 'quay@a.example' }],
    html: '<p>Hi</p>',
  });
});

test('S-02 an Outlook without places and ids of its own (before Mailbox 1.8) gives what it has', async () => {
  outlook(form, 5);
  expect(await readAppointment()).toMatchObject({
    id: '',
    places: [
      { kind: 'custom', name: 'Quay' },
      { kind: 'custom', name: 'Canteen' },
    ],
  });
});

test('a guest’s appointment and the message that invites lie there', async () => {
  const meeting = { subject: 'Review', start: new Date(5), end: new Date(9), location: 'Canteen', body: bodyOf('x') };
  outlook(
    {
      ...meeting,
      itemType: 'appointment',
      itemId: 'A/b+',
      organizer: ben,
      requiredAttendees: [ben],
      optionalAttendees: [],
    },
    5,
  );
  expect(await readAppointment()).toMatchObject({ kind: 'guest', id: 'A-b_', organizer: { name: 'Ben' }, start: 5 });
  outlook({ ...meeting, itemType: 'message', itemId: 'M', from: ben, to: [], cc: [] });
  expect(await readAppointment()).toMatchObject({ kind: 'request', id: 'M', organizer: { name: 'Ben' }, end: 9 });
});

test('R-20 more people than Outlook takes at once are all added', async () => {
  const calls: number[] = [];
  outlook({
    ...form,
    requiredAttendees: {
      addAsync: (people: unknown[], done: Answer) => {
        calls.push(people.length);
        done({ status: 'succeeded' });
      },
    },
  });
  await appointmentForm.addPeople(
    'required',
    Array.from({ length: 230 }, (_, i) => ({ address: `p${i}@a.example`, name: `P ${i}` })),
  );
  expect(calls).toEqual([100, 100, 30]);
});
