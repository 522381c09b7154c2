import type { Body } from '../../../../contract/api.js';
import type { BookingRoom, BookingRooms, Equipment } from '../../../../contract/booking.js';
import type { Principal } from '../../../base/principal.js';
import type { Graph } from '../../../graph/graph.js';
import { roomsHelp } from './helps.js';
import type { Needs } from './needs.js';
import { chooseRooms, isLargeEnough, orderRooms, type Place } from './rank-rooms.js';
import { quartersAround, readTaken } from './schedules.js';
import { digitOf } from './slots.js';

interface RawRoom {
  emailAddress?: string | null;
  displayName?: string | null;
  building?: string | null;
  floorLabel?: string | null;
  floorNumber?: number | null;
  /** A number, although Microsoft's examples write text. */
  capacity?: number | string | null;
  audioDeviceName?: string | null;
  videoDeviceName?: string | null;
  displayDeviceName?: string | null;
  isWheelChairAccessible?: boolean | null;
  bookingType?: string | null;
}
interface Page<T> {
  value?: T[];
  '@odata.nextLink'?: string;
}
const keptMs = 10 * 60_000;
const mostKept = 500;
const mostPages = 20;
const mostLists = 40;
/** How many rooms are asked whether they are free: three calls. */
const mostAsked = 60;

/** Rooms as a person sees them by their own right; their list changes rarely and is kept for a while. */
export function createRooms({ graph, permissions }: Pick<Needs, 'graph' | 'permissions'>) {
  const kept = new Map<string, { at: number; places: Promise<Place[]> }>();
  const placesOf = (viewer: Principal): Promise<Place[]> => {
    const key = `${viewer.tenantId} ${viewer.objectId}`;
    const known = kept.get(key);
    if (known && Date.now() - known.at < keptMs) return known.places;
    const places = readPlaces(graph, viewer);
    kept.set(key, { at: Date.now(), places });
    places.catch(() => kept.delete(key));
    const oldest = kept.size > mostKept ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    return places;
  };

  /** Rooms that fit a choice, free ones first; without the right to see rooms, what is missing for it. */
  return async function roomsFor(viewer: Principal, wish: Body<'POST /bookings/rooms'>): Promise<BookingRooms> {
    const help = await roomsHelp({ graph, permissions }, viewer);
    if (!help.isAvailable) return { help, rooms: [], buildings: [], more: 0 };
    const places = await placesOf(viewer);
    const fitting = chooseRooms(places, wish);
    const asked = fitting.slice(0, mostAsked);
    const [start, end] = [Date.parse(wish.startDateTime), Date.parse(wish.endDateTime)];
    const window = quartersAround(start, end);
    const taken = await readTaken(
      graph,
      viewer,
      asked.map(({ address }) => ({ address, kind: 'room' as const })),
      window,
    );
    const rooms = asked.map((it, i): BookingRoom => {
      const schedule = taken[i];
      return {
        ...it,
        state: !schedule?.isKnown ? 'unknown' : /[123]/.test(digitOf(schedule, window, start, end)) ? 'taken' : 'free',
        isLargeEnough: isLargeEnough(it, wish.people),
      };
    });
    return {
      help,
      rooms: orderRooms(rooms, wish.people),
      buildings: [...new Set(places.flatMap((it) => it.building ?? []))].sort((a, b) => a.localeCompare(b, 'en')),
      more: fitting.length - asked.length,
    };
  };
}

async function readPlaces(graph: Graph, viewer: Principal): Promise<Place[]> {
  const rooms = await readAll<RawRoom>(graph, viewer, '/places/microsoft.graph.room');
  const buildings = rooms.some((it) => !it.building) ? await buildingsByList(graph, viewer) : new Map<string, string>();
  return rooms.flatMap((raw) => toPlace(raw, buildings));
}

/** Where a room does not say in which building it is, the list it stands in does. */
async function buildingsByList(graph: Graph, viewer: Principal): Promise<Map<string, string>> {
  const lists = await readAll<RawRoom>(graph, viewer, '/places/microsoft.graph.roomlist');
  const found = await Promise.all(
    lists.slice(0, mostLists).map(async ({ emailAddress, displayName }) => {
      const path = `/places/${encodeURIComponent(emailAddress ?? '')}/microsoft.graph.roomlist/rooms`;
      const rooms = emailAddress ? await readAll<RawRoom>(graph, viewer, path) : [];
      return rooms.map((it) => [(it.emailAddress ?? '').toLowerCase(), displayName ?? ''] as const);
    }),
  );
  return new Map(found.flat());
}

async function readAll<T>(graph: Graph, viewer: Principal, path: string): Promise<T[]> {
  const all: T[] = [];
  let page: Page<T> = await graph.request(viewer, { path, query: { $top: '100' }, mailbox: viewer.address });
  for (let i = 0; i < mostPages; i += 1) {
    all.push(...(page.value ?? []));
    const link = page['@odata.nextLink'];
    if (!link) break;
    page = await graph.request(viewer, { link, mailbox: viewer.address });
  }
  return all;
}

function toPlace(raw: RawRoom, buildings: ReadonlyMap<string, string>): Place[] {
  const address = raw.emailAddress ?? '';
  // Rooms that are kept back cannot be had by an invitation.
  if (!address || raw.bookingType === 'reserved') return [];
  const building = raw.building ?? buildings.get(address.toLowerCase());
  const floor =
    raw.floorLabel ?? (raw.floorNumber === null || raw.floorNumber === undefined ? undefined : String(raw.floorNumber));
  const capacity = Number(raw.capacity ?? Number.NaN);
  const equipment: [unknown, Equipment][] = [
    [raw.videoDeviceName, 'video'],
    [raw.displayDeviceName, 'display'],
    [raw.audioDeviceName, 'audio'],
    [raw.isWheelChairAccessible, 'accessible'],
  ];
  return [
    {
      address,
      name: (raw.displayName ?? '') || address,
      ...(building ? { building } : {}),
      ...(floor === undefined ? {} : { floor }),
      ...(Number.isInteger(capacity) ? { capacity } : {}),
      equipment: equipment.flatMap(([has, kind]) => (has ? [kind] : [])),
    },
  ];
}
