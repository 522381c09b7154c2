import { bookMeeting } from './book.js';
import type { Needs } from './needs.js';
import { prepareBooking } from './prepare.js';
import { createRooms } from './rooms.js';
import { findBookingTimes } from './times.js';
import { changeRoom, getBooking, openBookings, saveBooking, undoBooking, wishToBook } from './write.js';

const bind =
  <A extends unknown[], T>(needs: Needs, work: (needs: Needs, ...rest: A) => T) =>
  (...rest: A): T =>
    work(needs, ...rest);

/** Meetings booked in one go: when people and rooms are free, the invitation, and its way to everybody. */
export const createBookings = (needs: Needs) => ({
  prepare: bind(needs, prepareBooking),
  times: bind(needs, findBookingTimes),
  rooms: createRooms(needs),
  get: bind(needs, getBooking),
  save: bind(needs, saveBooking),
  book: bind(needs, wishToBook),
  undo: bind(needs, undoBooking),
  changeRoom: bind(needs, changeRoom),
  list: bind(needs, openBookings),
  /** The job. */
  carryOut: (bookingId: string) => bookMeeting(needs, bookingId),
});
export type Bookings = ReturnType<typeof createBookings>;
