import { joinLinksIn, sameness, type JoinLink } from '../../../contract/join-links.js';
import type { Place } from '../../office/appointment.js';
import { offsetOf } from '../../text/zone.js';
import { wallDayAfter } from './wall-time.js';

/*
 * What is wrong with an invitation, found from what stands in it. Nothing here asks anybody or changes anything: each finding
 * has a code and what would put it right.
 */

export interface Room {
  name: string;
  address: string;
}
export interface InvitationFacts {
  role: 'organizer' | 'attendee';
  /** It is the message that invites, not the appointment itself. */
  isRequest?: boolean;
  start: number;
  end: number;
  isAllDay: boolean;
  /** How many people are asked, besides the organizer and rooms. */
  invited: number;
  html: string;
  places: Place[];
  /** As Microsoft keeps it beside the text. */
  joinUrl?: string | undefined;
  /** Rooms of the organisation, where they are known. */
  rooms: Room[];
  /** IANA names: in which zone it was planned, and in which the person lives. */
  zones?: { planned: string; own: string } | undefined;
  /** What the series, or the message that invited, says of this date. */
  announced?: { by: 'series' | 'request'; start: number; end: number; id?: string | undefined } | undefined;
}

export type Fix =
  | { kind: 'keepLink'; keep: JoinLink; drop: JoinLink[] }
  | { kind: 'addTeams' }
  | { kind: 'moveTo'; start: number; end: number }
  | { kind: 'bookRoom'; room: Room; instead: string }
  | { kind: 'open'; id: string }
  | { kind: 'askOrganizer' };
export type FindingCode =
  | 'two_join_links'
  | 'no_join_link'
  | 'starts_in_past'
  | 'room_not_booked'
  | 'time_zone_mismatch'
  | 'occurrence_changed';
export interface Finding {
  code: FindingCode;
  /** What the sentence names. Times are milliseconds. */
  names?: string[];
  times?: { start: number; end: number; zone?: string }[];
  fixes: Fix[];
}

type Rule = (facts: InvitationFacts, now: number) => Finding[];
const ask: Fix[] = [{ kind: 'askOrganizer' }];

/** Every finding, the gravest first. */
export const examine = (facts: InvitationFacts, now: number): Finding[] => rules.flatMap((rule) => rule(facts, now));

export const linksOf = ({ html, places, joinUrl }: Pick<InvitationFacts, 'html' | 'places' | 'joinUrl'>): JoinLink[] =>
  joinLinksIn(joinUrl, html, ...places.map((it) => it.name));

const joinLinks: Rule = (facts) => {
  const links = linksOf(facts);
  if (links.length > 1)
    return [
      {
        code: 'two_join_links',
        names: links.map((it) => it.provider),
        fixes:
          facts.role === 'attendee'
            ? ask
            : links.map((keep) => ({
                kind: 'keepLink',
                keep,
                drop: links.filter((it) => sameness(it) !== sameness(keep)),
              })),
      },
    ];
  const isSomewhere = facts.places.some((it) => it.kind === 'room' || !soundsOnline(it.name));
  return links.length === 0 && facts.invited > 0 && !isSomewhere && !facts.isAllDay
    ? [{ code: 'no_join_link', fixes: facts.role === 'attendee' ? ask : [{ kind: 'addTeams' }] }]
    : [];
};
/** A place that is none: where a link was meant to be. */
const soundsOnline = (name: string): boolean =>
  /\b(teams|online|zoom|webex|google meet|video ?(call|conference)|remote|virtual)\b/i.test(name);

const past: Rule = ({ role, isRequest = false, start, end, isAllDay }, now) => {
  if (isAllDay || start >= now || (role === 'attendee' && !isRequest)) return [];
  const moved = wallDayAfter(start, now);
  return [
    {
      code: 'starts_in_past',
      times: [{ start, end }],
      fixes: role === 'attendee' ? ask : [{ kind: 'moveTo', start: moved, end: moved + (end - start) }],
    },
  ];
};

const rooms: Rule = ({ role, places, rooms: known }) =>
  places
    .filter((it) => it.kind === 'custom')
    .flatMap((place): Finding[] => {
      const room = known.find((it) => isNamed(place.name, it.name));
      const isBooked = room && places.some((it) => it.kind === 'room' && isSame(it.address, room.address));
      if (!room || isBooked) return [];
      return [
        {
          code: 'room_not_booked',
          names: [room.name],
          fixes: role === 'attendee' ? ask : [{ kind: 'bookRoom', room, instead: place.name }],
        },
      ];
    });
const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
/** Whether a text for a place is the room's name, alone or beside other words. */
function isNamed(text: string, room: string): boolean {
  const escaped = room.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return room.trim() !== '' && new RegExp(`(^|[^\\p{L}\\p{N}])${escaped}($|[^\\p{L}\\p{N}])`, 'iu').test(text);
}

const timeZones: Rule = ({ role, start, end, isAllDay, zones }) => {
  // What a program planned in UTC was planned in nobody's zone; its guests see their own time.
  if (!zones || isAllDay || (role === 'attendee' && isUtc(zones.planned))) return [];
  const ahead = offsetOf(zones.planned, start) - offsetOf(zones.own, start);
  if (ahead === 0 || Number.isNaN(ahead)) return [];
  return [
    {
      code: 'time_zone_mismatch',
      times: [
        { start, end, zone: zones.planned },
        { start, end, zone: zones.own },
      ],
      fixes: role === 'attendee' ? ask : [{ kind: 'moveTo', start: start + ahead, end: end + ahead }],
    },
  ];
};

const isUtc = (zone: string): boolean => /^(UTC|Etc\/(UTC|GMT|UCT)|GMT)$/i.test(zone);

const announcements: Rule = ({ role, start, end, announced }) => {
  if (!announced || (announced.start === start && announced.end === end)) return [];
  const { by, id } = announced;
  const back: Fix[] =
    role === 'organizer' && by === 'series' ? [{ kind: 'moveTo', start: announced.start, end: announced.end }] : [];
  const open: Fix[] = id ? [{ kind: 'open', id }] : [];
  return [
    {
      code: 'occurrence_changed',
      times: [
        { start: announced.start, end: announced.end },
        { start, end },
      ],
      fixes: back.length + open.length > 0 ? [...back, ...open] : ask,
    },
  ];
};

const rules: Rule[] = [joinLinks, past, rooms, timeZones, announcements];
