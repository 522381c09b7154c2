import type { appointmentRoutes } from '../../../contract/appointment.js';
import type { Appointments } from '../../workloads/calendar/appointment/appointments.js';
import type { HandlersOf } from './route.js';

export interface AppointmentRouteNeeds {
  appointments: Appointments;
}

export const appointmentHandlers: HandlersOf<typeof appointmentRoutes, AppointmentRouteNeeds> = {
  'POST /appointments/look': (needs, { principal, body }) => needs.appointments.look(principal, body),
  'POST /appointments/link': (needs, { principal, body }) => needs.appointments.link(principal, body),
  'POST /appointments/unlink': (needs, { principal, body }) => needs.appointments.unlink(principal, body),
  'POST /appointments/teams': (needs, { principal, body }) => needs.appointments.teams(principal, body),
  'PUT /meetings/:id/notes': (needs, { principal, params, body }) =>
    needs.appointments.keepNotes(principal, params.id, body.text),
  'GET /records/:module/:id/meetings/logged': (needs, { principal, params, query }) =>
    needs.appointments.logged(principal, params, query.before),
};
