import type {
  AttendeeBase,
  FreeBusyStatus,
  LocationConstraint,
  TimeConstraint,
} from '@microsoft/microsoft-graph-types';
import { Duration } from 'luxon';
import type { Router } from '../../base/router.js';
import type { Agenda } from '../../tenant/calendar/agenda.js';
import { isAtWork, statusOf, takenBetween } from '../../tenant/calendar/availability.js';
import type { Entry } from '../../tenant/calendar/entries.js';
import { graphTime, instantOf, wallTime } from '../../tenant/calendar/zones.js';
import { addressOf } from '../../tenant/mail/shapes.js';
import { bodyOf, context, ok, type Call } from '../call.js';
import { badRequest, mailDenied } from '../errors.js';
import { agendaAt, isOwn } from './access.js';
import { findPlaces, type PlaceChoice } from './meeting-places.js';
import { readTime, zoneOf } from './times.js';

const stepMs = 30 * 60_000;
const dayMs = 86_400_000;
const usualCandidates = 20;
const confidences: Partial<Record<FreeBusyStatus, number>> = {
  free: 100,
  workingElsewhere: 100,
  tentative: 50,
  unknown: 49,
};

interface Person {
  attendee: AttendeeBase;
  /** Undefined when nobody here knows them. */
  taken: Entry[] | undefined;
}
interface Candidate {
  from: number;
  confidence: number;
  organizer: FreeBusyStatus;
  people: { attendee: AttendeeBase; availability: FreeBusyStatus }[];
  places: PlaceChoice;
}
type Miss = 'organizerUnavailable' | 'attendeesUnavailable' | 'attendeesUnavailableOrUnknown' | 'locationsUnavailable';

/** POST findMeetingTimes: times that suit enough of the people, the surest first, or the reason why there is none. */
export function addFindMeetingTimes(router: Router, callOf: (x: unknown) => Call): void {
  router.on('POST', '/users/:user/findMeetingTimes', (x, { user = '' }) => {
    const call = callOf(x);
    const agenda = agendaAt(call, user);
    if (!isOwn(call, agenda)) throw mailDenied();
    const wanted = readWish(call, agenda);
    const misses = new Map<Miss, number>();
    const found: Candidate[] = [];
    for (const from of wanted.starts) {
      const result = judge(call, wanted, from);
      if (typeof result === 'string') misses.set(result, (misses.get(result) ?? 0) + 1);
      else found.push(result);
    }
    found.sort((a, b) => b.confidence - a.confidence || a.from - b.from);
    const suggestions = found.slice(0, wanted.maxCandidates);
    const [reason] = [...misses].sort((a, b) => b[1] - a[1])[0] ?? ['unknown'];
    return ok({
      '@odata.context': context(call, 'microsoft.graph.meetingTimeSuggestionsResult'),
      emptySuggestionsReason: suggestions.length > 0 ? '' : reason,
      meetingTimeSuggestions: suggestions.map((it, i) => suggestion(call, wanted, it, i + 1)),
    });
  });
}

type Wish = ReturnType<typeof readWish>;
function readWish(call: Call, agenda: Agenda) {
  const body = Object.fromEntries(Object.entries(bodyOf(call)).map(([name, value]) => [name.toLowerCase(), value]));
  const attendees = (Array.isArray(body.attendees) ? body.attendees : []) as AttendeeBase[];
  const constraint = (body.timeconstraint ?? {}) as TimeConstraint & { timeslots?: TimeConstraint['timeSlots'] };
  const slots = constraint.timeSlots ?? constraint.timeslots ?? [];
  const duration = Duration.fromISO(typeof body.meetingduration === 'string' ? body.meetingduration : 'PT30M');
  if (!duration.isValid || duration.toMillis() <= 0)
    throw badRequest("Cannot read the value of property 'meetingDuration'.", 'RequestBodyRead');
  const length = duration.toMillis();
  const now = call.clock.now().getTime();
  const windows: [number, number][] =
    slots.length > 0
      ? slots.map((it) => [
          instantOf(readTime(it.start, 'timeSlot.start')),
          instantOf(readTime(it.end, 'timeSlot.end')),
        ])
      : [[now, now + 7 * dayMs]];
  const [first, last] = [Math.min(...windows.map(([from]) => from)), Math.max(...windows.map(([, to]) => to))];
  if (last - first > 62 * dayMs) throw badRequest('The time constraint is too long.', 'ErrorTimeIntervalTooBig');
  const domain = constraint.activityDomain ?? 'work';
  const { workingHours } = agenda.state.settings;
  const starts = windows.flatMap(([from, to]) => {
    const begin = Math.ceil(Math.max(from, now) / stepMs) * stepMs;
    return Array.from(
      { length: Math.max(0, Math.floor((to - length - begin) / stepMs) + 1) },
      (_, i) => begin + i * stepMs,
    );
  });
  const isTrue = (value: unknown) => value === true || value === 'true';
  const number = (value: unknown, otherwise: number) =>
    value === undefined || value === null ? otherwise : Number(value);
  return {
    agenda,
    own: takenBetween(agenda, first, last),
    people: attendees.filter((it) => it.type !== 'resource').map((attendee) => personOf(call, attendee, first, last)),
    resources: attendees
      .filter((it) => it.type === 'resource')
      .map((attendee) => personOf(call, attendee, first, last)),
    length,
    starts: [...new Set(starts)].filter((from) =>
      domain === 'work'
        ? isAtWork(workingHours, from, from + length)
        : domain !== 'personal' || isAtWork({ ...workingHours, daysOfWeek: everyDay }, from, from + length),
    ),
    location: (body.locationconstraint ?? {}) as LocationConstraint,
    isOrganizerOptional: isTrue(body.isorganizeroptional),
    givesReasons: isTrue(body.returnsuggestionreasons),
    leastConfidence: number(body.minimumattendeepercentage, 50),
    maxCandidates: number(body.maxcandidates, usualCandidates),
    timeZone: zoneOf(call),
  };
}
const everyDay = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const satisfies readonly string[] as never;

function personOf(call: Call, attendee: AttendeeBase, from: number, to: number): Person {
  const agenda = call.tenants.agendas.byAddress(addressOf(attendee).address);
  const isKnown = agenda?.owner.tenantId === call.caller.tid;
  return { attendee, taken: isKnown ? takenBetween(agenda, from, to) : undefined };
}

function judge(call: Call, wish: Wish, from: number): Candidate | Miss {
  const to = from + wish.length;
  const organizer = statusOf(wish.own, from, to);
  const availability = ({ attendee, taken }: Person) => ({
    attendee,
    availability: taken ? statusOf(taken, from, to) : ('unknown' as FreeBusyStatus),
  });
  const isFree = (it: FreeBusyStatus) => it === 'free' || it === 'workingElsewhere';
  if (!wish.isOrganizerOptional && !isFree(organizer) && organizer !== 'tentative') return 'organizerUnavailable';
  const people = wish.people.map(availability);
  const booked = wish.resources.map(availability);
  if (booked.some((it) => it.availability !== 'free' && it.availability !== 'unknown')) return 'locationsUnavailable';
  const confidence =
    people.length === 0
      ? (confidences[organizer] ?? 0)
      : people.reduce((sum, it) => sum + (confidences[it.availability] ?? 0), 0) / people.length;
  if (confidence < wish.leastConfidence)
    return people.some((it) => it.availability === 'unknown')
      ? 'attendeesUnavailableOrUnknown'
      : 'attendeesUnavailable';
  const places = findPlaces(call, wish.location, from, to, 1 + people.length);
  if (places === 'none') return 'locationsUnavailable';
  return { from, confidence, organizer, people: [...people, ...booked], places };
}

function suggestion(call: Call, wish: Wish, { from, confidence, organizer, people, places }: Candidate, order: number) {
  const time = (ms: number) => graphTime(wallTime(ms, wish.timeZone));
  const everybody = people.every((it) => it.availability === 'free');
  return {
    confidence,
    order,
    organizerAvailability: organizer,
    ...(wish.givesReasons
      ? {
          suggestionReason: everybody
            ? 'Suggested because it is one of the nearest times when all attendees are available.'
            : 'Suggested because it is one of the nearest times when most attendees are available.',
        }
      : {}),
    meetingTimeSlot: { start: time(from), end: time(from + wish.length) },
    attendeeAvailability: people.map(({ attendee, availability }) => ({
      availability,
      attendee: { type: attendee.type ?? 'required', emailAddress: { address: addressOf(attendee).address } },
    })),
    locations: places === 'none' ? [] : places,
  };
}
