import type {
  Appointment,
  AppointmentQuestion,
  LoggedMeeting,
  MeetingNotes,
} from '../../../../contract/appointment.js';
import type { Body, RecordRef } from '../../../../contract/api.js';
import type { Principal } from '../../../base/principal.js';
import { withPermission } from './allow.js';
import { linkOpened, unlinkOpened } from './link.js';
import { lookAt } from './look.js';
import type { AppointmentNeeds } from './needs.js';
import { keepNotes } from './notes.js';
import { loggedOnRecord } from './record-log.js';
import { teamsMeeting } from './teams.js';

/** The appointment that is open in Outlook, and meetings that took place. */
export interface Appointments {
  look(viewer: Principal, question: AppointmentQuestion): Promise<Appointment>;
  link(viewer: Principal, body: Body<'POST /appointments/link'>): Promise<Appointment>;
  unlink(viewer: Principal, body: Body<'POST /appointments/unlink'>): Promise<Appointment>;
  teams(viewer: Principal, body: Body<'POST /appointments/teams'>): Promise<{ joinUrl: string; meetingId?: string }>;
  keepNotes(viewer: Principal, meeting: string, text: string): Promise<MeetingNotes>;
  logged(viewer: Principal, ref: RecordRef, before?: string): Promise<{ meetings: LoggedMeeting[]; next?: string }>;
}

export function createAppointments(needs: AppointmentNeeds): Appointments {
  const words = { missing: 'Allow Coherence to read your calendar, so that meetings can stand on records.' };
  const read = <T>(viewer: Principal, work: () => Promise<T>): Promise<T> =>
    withPermission(needs.permissions, viewer, 'calendar', words, work);
  return {
    look: (viewer, question) => read(viewer, () => lookAt(needs, viewer, question)),
    link: (viewer, body) => read(viewer, () => linkOpened(needs, viewer, body)),
    unlink: (viewer, body) => read(viewer, () => unlinkOpened(needs, viewer, body)),
    teams: (viewer, body) => teamsMeeting(needs, viewer, body),
    keepNotes: (viewer, meeting, text) => keepNotes(needs, viewer, meeting, text),
    logged: (viewer, ref, before) => loggedOnRecord(needs, viewer, ref, before),
  };
}
