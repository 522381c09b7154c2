import { isPersonal, type Principal } from '../../../base/principal.js';
import type { Graph } from '../../../graph/graph.js';
import { quarterMs, type Taken, type Window } from './slots.js';
import { readWorkingHours, type RawWorkingHours } from './working-hours.js';

/** How many schedules Exchange answers in one call, and the longest window of one. */
const mostSchedules = 20;
export const longestDays = 62;

interface RawSchedule {
  scheduleId?: string | null;
  availabilityView?: string | null;
  workingHours?: RawWorkingHours | null;
  error?: unknown;
}
export type Whose = Pick<Taken, 'address' | 'kind'>;

/**
 * How everybody's time is taken in a window, in the order asked: twenty in a call, and as many calls at once as the mailbox allows.
 * Whom Exchange does not know, or does not tell about, is not known; a personal account knows only its own calendar.
 */
export async function readTaken(
  graph: Graph,
  viewer: Principal,
  everybody: readonly Whose[],
  window: Window,
  signal?: AbortSignal,
): Promise<Taken[]> {
  const limit = signal ? { signal } : {};
  if (isPersonal(viewer)) {
    const view = await ownView(graph, viewer, window, limit);
    return everybody.map((it) =>
      it.address.toLowerCase() === viewer.address.toLowerCase()
        ? { ...it, isKnown: true, view }
        : { ...it, isKnown: false, view: '' },
    );
  }
  const addresses = [...new Set(everybody.map((it) => it.address.toLowerCase()))];
  const parts = Array.from({ length: Math.ceil(addresses.length / mostSchedules) }, (_, i) =>
    addresses.slice(i * mostSchedules, (i + 1) * mostSchedules),
  );
  const answers = await Promise.all(
    parts.map((schedules) =>
      graph.request<{ value?: RawSchedule[] }>(viewer, {
        method: 'POST',
        path: '/me/calendar/getSchedule',
        body: {
          schedules,
          startTime: utc(window.fromMs),
          endTime: utc(window.toMs),
          availabilityViewInterval: quarterMs / 60_000,
        },
        isRepeatable: true, // it asks and writes nothing
        ...limit,
      }),
    ),
  );
  const found = new Map(
    answers.flatMap(({ value = [] }) => value.map((it) => [(it.scheduleId ?? '').toLowerCase(), it] as const)),
  );
  return everybody.map((it): Taken => {
    const raw = found.get(it.address.toLowerCase());
    const isKnown = raw !== undefined && !raw.error && Boolean(raw.availabilityView);
    const hours = it.kind === 'room' ? undefined : readWorkingHours(raw?.workingHours);
    return {
      ...it,
      isKnown,
      view: isKnown ? (raw.availabilityView ?? '') : '',
      ...(isKnown && hours ? { hours } : {}),
    };
  });
}
const utc = (ms: number) => ({ dateTime: new Date(ms).toISOString().slice(0, 19), timeZone: 'UTC' });

/** A window that begins and ends with a quarter of an hour, and has one at least. */
export const quartersAround = (startMs: number, endMs: number): Window => ({
  fromMs: Math.floor(startMs / quarterMs) * quarterMs,
  toMs: Math.max(Math.ceil(endMs / quarterMs), Math.floor(startMs / quarterMs) + 1) * quarterMs,
});

interface OwnEvent {
  showAs?: string | null;
  isCancelled?: boolean | null;
  start?: { dateTime?: string | null } | null;
  end?: { dateTime?: string | null } | null;
}
const digits: Record<string, string> = { tentative: '1', busy: '2', oof: '3', workingElsewhere: '4' };
async function ownView(
  graph: Graph,
  viewer: Principal,
  { fromMs, toMs }: Window,
  limit: { signal?: AbortSignal },
): Promise<string> {
  const view = Array<string>(Math.ceil((toMs - fromMs) / quarterMs)).fill('0');
  const { value = [] } = await graph.request<{ value?: OwnEvent[] }>(viewer, {
    path: '/me/calendarView',
    query: {
      startDateTime: new Date(fromMs).toISOString(),
      endDateTime: new Date(toMs).toISOString(),
      $select: 'showAs,isCancelled,start,end',
      $top: '500',
    },
    ...limit,
  });
  for (const it of value) {
    const digit = it.isCancelled ? undefined : digits[it.showAs ?? ''];
    if (!digit) continue;
    const at = (text: string | null | undefined) => Date.parse(`${(text ?? '').slice(0, 19)}Z`);
    const last = Math.min(view.length, Math.ceil((at(it.end?.dateTime) - fromMs) / quarterMs));
    for (let i = Math.max(0, Math.floor((at(it.start?.dateTime) - fromMs) / quarterMs)); i < last; i += 1)
      if (digit > (view[i] ?? '0') || view[i] === '4') view[i] = digit;
  }
  return view.join('');
}
