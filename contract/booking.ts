import { z } from 'zod';
import { address, name, participant, recordRef, recordView, type Route } from './shapes.js';

/*
 * A meeting that is booked in one go: the event, its room, its Teams link and its place on the record all come to be, or none does.
 * The browser names the booking (`id`, a UUID of its own), so that however often it is asked for, one meeting is made.
 */

const bookingId = z.uuid();
const ofBooking = z.object({ id: bookingId });
const instant = z.iso.datetime({ offset: true });
/** IANA. */
const zone = z.string().min(1).max(100);

const invitedKind = z.enum(['required', 'optional']);
const personKey = z.object({ address: address.min(1), kind: invitedKind });
export const invited = personKey.extend({ name: name.optional() });
/** More than Microsoft invites, so that whoever chose too many is told how many. */
const people = z.array(invited).max(2000);

/** Why a time is not offered. */
export const refusalCode = z.enum(['too_soon', 'busy', 'out_of_office', 'tentative', 'outside_hours', 'room_taken']);
const slot = z.object({
  startDateTime: z.string(),
  endDateTime: z.string(),
  /** Empty when the time is offered. `addresses`: who is meant; none where it is nobody. */
  reasons: z.array(z.object({ code: refusalCode, addresses: z.array(address) })),
  /** Optional people who cannot come then. */
  without: z.array(address),
});

/** Something of Microsoft 365 that a booking may use; `sentence` says why it is not there. */
const help = z.object({
  isAvailable: z.boolean(),
  reason: z.enum(['personal', 'permission', 'licence', 'unavailable']).optional(),
  sentence: z.string().optional(),
  /** Microsoft's page on which it is allowed. */
  allowUrl: z.string().optional(),
});

const joinLink = z.object({ url: z.string().max(4000), provider: z.string() });

export const wishedRoom = z.object({ address: address.min(3), name });
/** `existing`: people join at `joinUrl`, a link that was there already; no other is made. */
export const online = z.enum(['none', 'teams', 'existing']);
export const wishedBooking = z.object({
  /** The record the meeting comes to. */
  record: recordRef.optional(),
  subject: z.string().trim().min(1).max(255),
  startDateTime: instant,
  endDateTime: instant,
  timeZone: zone,
  people,
  room: wishedRoom.optional(),
  online,
  joinUrl: z
    .url({ protocol: /^https$/ })
    .max(4000)
    .optional(),
  /** Plain text; its line breaks are kept. */
  agenda: z.string().max(20_000),
  /** Links to files of the record that stand in the invitation. */
  files: z.array(z.object({ name, webUrl: z.url({ protocol: /^https$/ }).max(4000) })).max(20),
});

/** `booking` and `undoing` go on by themselves. `failed`: none of it is there, and `problem` says why. */
export const bookingState = z.enum(['draft', 'booking', 'booked', 'undoing', 'undone', 'failed']);
export const booking = z.object({
  id: bookingId,
  state: bookingState,
  /** Counts up with every save. */
  version: z.number().int(),
  wish: wishedBooking,
  /** What the invited get to read, word for word but for what Teams adds. */
  invitation: z.object({ subject: z.string(), text: z.string(), location: z.string() }),
  /** Invited people of other organisations. */
  outside: z.array(address),
  record: recordView.optional(),
  joinUrl: z.string().optional(),
  webLink: z.string().optional(),
  /** What the room said; it answers by itself some time after the booking. */
  roomAnswer: z.enum(['waiting', 'accepted', 'declined', 'changing']).optional(),
  problem: z.object({ code: z.string(), sentence: z.string(), field: z.string().optional() }).optional(),
  updatedDateTime: z.string(),
});

export const equipment = z.enum(['video', 'display', 'audio', 'accessible']);
const room = wishedRoom.extend({
  building: name.optional(),
  floor: z.string().optional(),
  capacity: z.number().int().optional(),
  equipment: z.array(equipment),
  state: z.enum(['free', 'taken', 'unknown']),
  /** It has seats for everybody who is invited, as far as known. */
  isLargeEnough: z.boolean(),
});

export const bookingRoutes = {
  'POST /bookings/prepare': {
    summary: 'What a meeting begins with: people, subject, agenda, and what of Microsoft 365 can be used for it',
    body: z.object({
      record: recordRef.optional(),
      /** The mail it is booked from. */
      mail: z
        .object({
          messageId: z.string().min(1).max(1000),
          subject: z.string().max(2000),
          participants: z.array(participant).max(500),
        })
        .optional(),
    }),
    reply: z.object({
      organizer: z.object({ name, address }),
      timeZone: zone,
      subject: z.string(),
      people,
      /** Others of the record and of the mail’s conversation, to choose from. */
      others: z.array(z.object({ address, name })),
      agenda: z.string(),
      record: recordView.optional(),
      /** A link to join that the mail has already. */
      joinLink: joinLink.optional(),
      calendar: help,
      schedules: help,
      rooms: help,
      teams: help,
    }),
  },
  'POST /bookings/times': {
    summary: 'When everybody required is free, and for each other time of a day why it is not offered',
    body: z.object({
      people: z.array(personKey).max(500),
      room: address.optional(),
      minutes: z.number().int().min(5).max(1440),
      timeZone: zone,
      /** The first day that is looked at (yyyy-mm-dd in that zone); today without it. */
      date: z.iso.date().optional(),
    }),
    reply: z.object({
      /** The next times that suit everybody required, the earliest first. */
      next: z.array(slot),
      /** One day, time by time. */
      date: z.string(),
      slots: z.array(slot),
      /** How each person and the room are taken on that day: a digit for every quarter of an hour from midnight, as Graph writes it. */
      schedules: z.array(z.object({ address, isKnown: z.boolean(), view: z.string() })),
      /** How far was looked, and what stood in the way most where nothing was found. */
      untilDate: z.string(),
      obstacles: z.array(z.object({ code: refusalCode, addresses: z.array(address), count: z.number().int() })),
    }),
  },
  'POST /bookings/rooms': {
    summary: 'Rooms for a time, free ones first',
    body: z.object({
      startDateTime: instant,
      endDateTime: instant,
      people: z.number().int().min(0).max(1000),
      building: name.optional(),
      leastCapacity: z.number().int().min(0).optional(),
      equipment: z.array(equipment).max(4),
    }),
    reply: z.object({
      help,
      rooms: z.array(room),
      buildings: z.array(name),
      /** So many more fit the choice and were not asked whether they are free. */
      more: z.number().int(),
    }),
  },
  'GET /bookings/:id': { summary: 'One booking of one’s own, as it is now', params: ofBooking, reply: booking },
  'PUT /bookings/:id': {
    summary: 'Keeps a meeting as it is wished and shows its invitation; the same twice is once. Nothing goes out',
    params: ofBooking,
    body: wishedBooking.extend({ version: z.number().int().min(0) }),
    reply: booking,
  },
  'POST /bookings/:id/book': {
    summary: 'Books it, once, however often it is asked for: all of it, or nothing',
    params: ofBooking,
    body: z.object({ version: z.number().int().min(0) }),
    reply: booking,
  },
  'POST /bookings/:id/undo': {
    summary: 'Takes the meeting back; who was invited gets a cancellation. Twice is once',
    params: ofBooking,
    body: z.object({}),
    reply: booking,
  },
  'POST /bookings/:id/room': {
    summary: 'Another room, where the first one declined; the same twice is once',
    params: ofBooking,
    body: z.object({ room: wishedRoom.optional() }),
    reply: booking,
  },
  'GET /records/:module/:id/bookings': {
    summary: 'One’s own bookings on a record that are under way, failed, or whose room declined',
    params: recordRef,
    reply: z.object({ bookings: z.array(booking) }),
  },
} as const satisfies Record<string, Route>;

export type Booking = z.infer<typeof booking>;
export type WishedBooking = z.infer<typeof wishedBooking>;
export type WishedRoom = z.infer<typeof wishedRoom>;
export type Invited = z.infer<typeof invited>;
export type RefusalCode = z.infer<typeof refusalCode>;
export type BookingSlot = z.infer<typeof slot>;
export type BookingRoom = z.infer<typeof room>;
export type BookingHelp = z.infer<typeof help>;
export type Equipment = z.infer<typeof equipment>;
export type BookingStart = z.infer<(typeof bookingRoutes)['POST /bookings/prepare']['reply']>;
export type BookingTimes = z.infer<(typeof bookingRoutes)['POST /bookings/times']['reply']>;
export type BookingRooms = z.infer<(typeof bookingRoutes)['POST /bookings/rooms']['reply']>;
