import type { bookingRoutes } from '../../../contract/booking.js';
import type { Bookings } from '../../workloads/calendar/booking/booking.js';
import type { HandlersOf } from './route.js';

export interface BookingNeeds {
  bookings: Omit<Bookings, 'carryOut'>;
}

export const bookingHandlers: HandlersOf<typeof bookingRoutes, BookingNeeds> = {
  'POST /bookings/prepare': (needs, { principal, body }) => needs.bookings.prepare(principal, body),
  'POST /bookings/times': (needs, { principal, body }) => needs.bookings.times(principal, body),
  'POST /bookings/rooms': (needs, { principal, body }) => needs.bookings.rooms(principal, body),
  'GET /bookings/:id': (needs, { principal, params }) => needs.bookings.get(principal, params.id),
  'PUT /bookings/:id': (needs, { principal, params, body }) => needs.bookings.save(principal, params.id, body),
  'POST /bookings/:id/book': (needs, { principal, params, body }) =>
    needs.bookings.book(principal, params.id, body.version),
  'POST /bookings/:id/undo': (needs, { principal, params }) => needs.bookings.undo(principal, params.id),
  'POST /bookings/:id/room': (needs, { principal, params, body }) =>
    needs.bookings.changeRoom(principal, params.id, body.room),
  'GET /records/:module/:id/bookings': async (needs, { principal, params }) => ({
    bookings: await needs.bookings.list(principal, params),
  }),
};
