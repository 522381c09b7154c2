import { accountsOf, alder, birch, type Organisation, type Person } from './company.js';
import { guidOf } from './files/microsoft-ids.js';

/** A room or a thing that can be booked: an account without a person, whose calendar answers by itself. */
export interface Resource {
  tenantId: string;
  id: string;
  name: string;
  address: string;
  kind: 'room' | 'equipment';
  building: string | null;
  floor: number | null;
  capacity: number | null;
  /** `reserved` rooms cannot be booked by an invitation. */
  bookingType: 'standard' | 'reserved';
  audio: string | null;
  video: string | null;
  display: string | null;
  isWheelChairAccessible: boolean;
  tags: string[];
  policy: BookingPolicy;
}
/** What a resource takes by itself, as its administrator set it. */
export interface BookingPolicy {
  /** How far ahead; a series that goes further is refused as a whole. */
  horizonDays: number;
  longestMinutes: number;
  /** Refuses meetings with more people than it has seats. */
  enforcesCapacity: boolean;
  allowsSeries: boolean;
}
export interface RoomList {
  tenantId: string;
  id: string;
  name: string;
  address: string;
  building: string;
}

const usual: BookingPolicy = { horizonDays: 180, longestMinutes: 1440, enforcesCapacity: false, allowsSeries: true };
const resource = (
  organisation: Organisation,
  key: string,
  name: string,
  more: Partial<Omit<Resource, 'policy'>> & { policy?: Partial<BookingPolicy> },
): Resource => ({
  tenantId: organisation.tenantId,
  id: guidOf(`resource ${organisation.domain} ${key}`),
  name,
  address: `${key}@${organisation.domain}`,
  kind: 'room',
  building: null,
  floor: null,
  capacity: null,
  bookingType: 'standard',
  audio: null,
  video: null,
  display: null,
  isWheelChairAccessible: false,
  tags: [],
  ...more,
  policy: { ...usual, ...more.policy },
});

const [harbour, mill] = ['Harbour House', 'The Mill'];
export const resources: Resource[] = [
  resource(alder, 'room.quay', 'Quay', {
    building: harbour,
    floor: 1,
    capacity: 4,
    display: 'Surface Hub',
    isWheelChairAccessible: true,
    tags: ['whiteboard'],
  }),
  resource(alder, 'room.lighthouse', 'Lighthouse', {
    building: harbour,
    floor: 2,
    capacity: 12,
    audio: 'Table microphones',
    video: 'Teams Rooms camera',
    display: 'Two screens',
    isWheelChairAccessible: true,
    tags: ['teams', 'catering'],
  }),
  resource(alder, 'room.anchor', 'Anchor', {
    building: harbour,
    floor: 2,
    capacity: 2,
    policy: { enforcesCapacity: true, horizonDays: 60 },
  }),
  resource(alder, 'room.loom', 'Loom', {
    building: mill,
    floor: 0,
    capacity: 8,
    video: 'Camera',
    display: 'Projector',
    isWheelChairAccessible: true,
    policy: { longestMinutes: 240 },
  }),
  resource(alder, 'room.shuttle', 'Shuttle', {
    building: mill,
    floor: 3,
    capacity: 6,
    policy: { allowsSeries: false },
  }),
  resource(alder, 'projector', 'Portable projector', { kind: 'equipment' }),
  resource(birch, 'room.oak', 'Oak', { building: 'Birchway', floor: 0, capacity: 6 }),
];

const roomList = (organisation: Organisation, key: string, building: string): RoomList => ({
  tenantId: organisation.tenantId,
  id: guidOf(`room list ${organisation.domain} ${key}`),
  name: building,
  address: `${key}@${organisation.domain}`,
  building,
});
export const roomLists: RoomList[] = [
  roomList(alder, 'rooms.harbour', harbour),
  roomList(alder, 'rooms.mill', mill),
  roomList(birch, 'rooms', 'Birchway'),
];
export const roomsIn = (list: RoomList): Resource[] =>
  resources.filter((it) => it.tenantId === list.tenantId && it.kind === 'room' && it.building === list.building);

/** Everybody and everything in an organisation's directory that has a calendar. */
export const everyAccount = (organisation: Organisation): Person[] => [
  ...accountsOf(organisation),
  ...resources
    .filter((it) => it.tenantId === organisation.tenantId)
    .map(({ id, name, address }) => ({ id, name, userPrincipalName: address, jobTitle: '' })),
];
