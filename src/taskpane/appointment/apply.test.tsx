import { PaneError } from '../../api/errors.js';
import type { AppointmentForm, OpenAppointment } from '../../office/appointment.js';
import { apply, onceKept, putBack, type ApplyNeeds } from './apply.js';
import { emptyPlan, stepsOf, type Plan, type Step } from './plan.js';

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 26, 9);
const empty: OpenAppointment = {
  kind: 'form',
  id: '',
  subject: '',
  start,
  end: start + hour,
  isAllDay: false,
  organizer: { address: 'ada@a.example', name: 'Ada' },
  required: [],
  optional: [],
  places: [],
  html: '<p>Hello</p>',
};
const record = {
  module: 'people',
  id: 'rec_1',
  moduleName: 'Person',
  displayName: 'Jana Novák',
  url: 'https://c.example/record/people/rec_1',
};
const quay = { kind: 'room' as const, name: 'Quay', address: 'quay@a.example' };
const plan: Plan = {
  ...emptyPlan,
  record,
  people: [{ address: 'jana@l.example', name: 'Jana', kind: 'required' }],
  time: { start: start + hour, end: start + 2 * hour },
  room: quay,
  teams: true,
  agenda: true,
};

const copyOf = (it: OpenAppointment): OpenAppointment => JSON.parse(JSON.stringify(it)) as OpenAppointment;
/** A form as Outlook has it, which takes everything, and counts what is written. */
function outlook(refuses: Partial<Record<keyof AppointmentForm, PaneError>> = {}) {
  const now = copyOf(empty);
  const writes: string[] = [];
  const write =
    <A extends unknown[], R = void>(name: keyof AppointmentForm, act: (...given: A) => R) =>
    (...given: A): Promise<R> => {
      const refusal = refuses[name];
      if (refusal) return Promise.reject(refusal);
      writes.push(name);
      return Promise.resolve(act(...given));
    };
  const form = {
    setSubject: write('setSubject', (subject: string) => void (now.subject = subject)),
    setTime: write('setTime', (from: number, to: number) => void Object.assign(now, { start: from, end: to })),
    addPeople: write(
      'addPeople',
      (kind: 'required' | 'optional', people: OpenAppointment['required']) => void now[kind].push(...people),
    ),
    setPeople: write(
      'setPeople',
      (kind: 'required' | 'optional', people: OpenAppointment['required']) => void (now[kind] = people),
    ),
    addPlace: write('addPlace', (place: typeof quay) => void now.places.push(place)),
    removePlace: write(
      'removePlace',
      (place: typeof quay) => void (now.places = now.places.filter((it) => it.name !== place.name)),
    ),
    setHtml: write('setHtml', (html: string) => void (now.html = html)),
    save: write('save', () => (now.id = 'kept')),
  } as unknown as AppointmentForm;
  const linked: string[] = [];
  const needs: ApplyNeeds = {
    form,
    read: () => Promise.resolve(copyOf(now)),
    link: (id) => Promise.resolve(void linked.push(id)),
    teamsKey: 'key',
    api: {
      call: (() =>
        Promise.resolve({
          joinUrl: 'https://teams.microsoft.com/l/meetup-join/19%3ax/0',
        })) as ApplyNeeds['api']['call'],
    },
  };
  return { now, writes, needs, linked };
}
const nothing = { isLinked: false, hasLink: false, hasAgenda: false };
const all: Step[] = ['subject', 'people', 'time', 'room', 'teams', 'agenda', 'link'];

test('M106 a plan is written into the form, and what is kept by then is put on the record; nothing sends', async () => {
  const { now, needs, linked } = outlook();
  const done: Step[] = [];
  expect(stepsOf(plan, empty, nothing)).toEqual(all);
  await apply(plan, all, needs, (step) => done.push(step));
  expect(done).toEqual(all);
  expect(now).toMatchObject({
    subject: 'Jana Novák',
    required: [{ address: 'jana@l.example' }],
    start: start + hour,
    places: [quay],
  });
  expect(now.html).toContain('teams.microsoft.com');
  expect(now.html).toContain('<p>Hello</p>');
  expect(linked).toEqual(['kept']);
});

test('applied twice is applied once: what is there is no step', async () => {
  const { now, needs } = outlook();
  await apply(plan, all, needs, () => undefined);
  expect(stepsOf(plan, now, { isLinked: true, hasLink: true, hasAgenda: true })).toEqual([]);
});

test('what Outlook refuses stops there: what was done stays and is told, the rest is still to do', async () => {
  const { needs, linked } = outlook({ addPlace: new PaneError('office_failed', 'Outlook refused.') });
  const done: Step[] = [];
  await expect(apply(plan, all, needs, (step) => done.push(step))).rejects.toMatchObject({ code: 'office_failed' });
  expect(done).toEqual(['subject', 'people', 'time']);
  expect(linked).toEqual([]);
});

test('undo gives the form back as it was', async () => {
  const { now, needs } = outlook();
  await apply(plan, all.slice(0, -1), needs, () => undefined);
  await putBack(empty, needs);
  expect(now).toEqual(empty);
});

test('a meeting that Outlook has only just kept is asked for until Microsoft has it, and not for ever', async () => {
  let left = 3;
  const missing = new PaneError('not_found', 'not yet');
  const waits: number[] = [];
  const wait = (ms: number) => Promise.resolve(void waits.push(ms));
  const ask = () => (left-- > 0 ? Promise.reject(missing) : Promise.resolve('there'));
  expect(await onceKept(ask, wait)).toBe('there');
  expect(waits).toEqual([500, 1000, 2000]);
  await expect(onceKept(() => Promise.reject(missing), wait, 5_000)).rejects.toMatchObject({ code: 'not_found' });
  await expect(onceKept(() => Promise.reject(new PaneError('access_denied', 'no')), wait)).rejects.toMatchObject({
    code: 'access_denied',
  });
});
