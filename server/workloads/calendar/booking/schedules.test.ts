import type { Principal } from '../../../base/principal.js';
import type { Graph, GraphRequest } from '../../../graph/graph.js';
import { helpsOf } from './helps.js';
import { quartersAround, readTaken } from './schedules.js';

const principal = (tenantId: string): Principal => ({
  tenantId,
  objectId: 'me',
  name: 'Ada',
  address: 'Ada@example.com',
  scopes: [],
});
const personal = principal('9188040d-6c67-4c5b-b112-36a304b66dad');
const work = principal('tenant');
/** A Graph that answers from a function, and what it was asked. */
function graphOf(answer: (request: GraphRequest) => unknown) {
  const asked: GraphRequest[] = [];
  const request = <T>(_as: Principal, it: GraphRequest) => {
    asked.push(it);
    return Promise.resolve(answer(it) as T);
  };
  return { graph: { request } as Pick<Graph, 'request'> as Graph, asked };
}
const permissions = {
  has: () => Promise.resolve(true),
  allowUrl: (_person: Principal, permission: string) => `https://login.example/${permission}`,
};
const from = Date.parse('2026-11-25T10:00:00Z');
const window = { fromMs: from, toMs: from + 3_600_000 };

test('M36 M37 M40 a personal account has no schedules of others, no rooms and no Teams, and it says so', async () => {
  const { graph, asked } = graphOf(() => ({}));
  const { calendar, ...others } = await helpsOf({ graph, permissions }, personal);
  expect(calendar).toEqual({ isAvailable: true });
  for (const help of Object.values(others)) {
    expect(help).toMatchObject({ isAvailable: false, reason: 'personal' });
    expect(help.sentence).toMatch(/personal account|work or school/);
  }
  expect(asked).toEqual([]);
});

test('M36 a personal account knows its own time from its own calendar, and nobody else’s', async () => {
  const time = (start: string, end: string, showAs: string, isCancelled = false) => ({
    showAs,
    isCancelled,
    start: { dateTime: `2026-11-25T${start}:00.0000000` },
    end: { dateTime: `2026-11-25T${end}:00.0000000` },
  });
  const { graph, asked } = graphOf(() => ({
    value: [
      time('09:00', '10:15', 'busy'),
      time('10:20', '10:25', 'tentative'),
      time('10:30', '10:45', 'free'),
      time('10:45', '11:30', 'oof'),
      time('10:00', '11:00', 'busy', true),
    ],
  }));
  const [own, other] = await readTaken(
    graph,
    personal,
    [
      { address: 'ada@example.com', kind: 'required' },
      { address: 'ben@example.com', kind: 'required' },
    ],
    window,
  );
  expect(own).toMatchObject({ isKnown: true, view: '2103' });
  expect(other).toMatchObject({ isKnown: false, view: '' });
  expect(asked.map((it) => it.path)).toEqual(['/me/calendarView']);
});

test('M36 whoever Exchange does not know, or answers without a view, is not known; case and order do not matter', async () => {
  const { graph } = graphOf(() => ({
    value: [
      { scheduleId: 'BEN@example.com', availabilityView: '0020' },
      { scheduleId: 'gone@example.com', availabilityView: '', error: { responseCode: 'ErrorMailRecipientNotFound' } },
      { scheduleId: 'shy@example.com', availabilityView: '' },
    ],
  }));
  const everybody = ['shy', 'gone', 'ben', 'nobody'].map((it) => ({
    address: `${it}@example.com`,
    kind: 'required' as const,
  }));
  const taken = await readTaken(graph, work, everybody, window);
  expect(taken.map((it) => [it.address, it.isKnown, it.view])).toEqual([
    ['shy@example.com', false, ''],
    ['gone@example.com', false, ''],
    ['ben@example.com', true, '0020'],
    ['nobody@example.com', false, ''],
  ]);
});

test.each([
  ['10:00', '10:30', '10:00', '10:30'],
  ['10:05', '10:10', '10:00', '10:15'],
  ['10:00', '10:00', '10:00', '10:15'],
  ['10:10', '11:20', '10:00', '11:30'],
])('M37 from %s to %s the quarters from %s to %s are asked for', (start, end, first, last) => {
  const at = (time: string) => Date.parse(`2026-11-25T${time}:00Z`);
  expect(quartersAround(at(start), at(end))).toEqual({ fromMs: at(first), toMs: at(last) });
});
