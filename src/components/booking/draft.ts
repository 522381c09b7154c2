import type { Invited, RecordRef, WishedBooking, WishedRoom } from '../../../contract/api.js';
import type { BookingStart } from '../../../contract/booking.js';

/** A meeting as it is being planned; the time is the one that is chosen, or nothing yet. */
export interface Draft {
  /** Names the booking, so that it is made once. */
  id: string;
  version: number;
  isOnRecord: boolean;
  subject: string;
  people: Invited[];
  minutes: number;
  start: string | undefined;
  end: string | undefined;
  /** By the person; until then it is the first that suits everybody. */
  isTimeChosen: boolean;
  room: WishedRoom | undefined;
  online: WishedBooking['online'];
  agenda: string;
  files: WishedBooking['files'];
}
export const lengths = [15, 30, 45, 60, 90, 120];
const usualMinutes = 30;

/** What the server proposes: Teams where it can be had, unless there is a link to join already. */
export const beginDraft = (start: BookingStart, record: RecordRef | undefined): Draft => ({
  id: crypto.randomUUID(),
  version: 0,
  isOnRecord: record !== undefined,
  subject: start.subject,
  people: start.people,
  minutes: usualMinutes,
  start: undefined,
  end: undefined,
  isTimeChosen: false,
  room: undefined,
  online: start.joinLink ? 'existing' : start.teams.isAvailable ? 'teams' : 'none',
  agenda: start.agenda,
  files: [],
});

export const toWish = (draft: Draft, start: BookingStart, record: RecordRef | undefined): WishedBooking => ({
  ...(draft.isOnRecord && record ? { record: { module: record.module, id: record.id } } : {}),
  subject: draft.subject.trim(),
  startDateTime: draft.start ?? '',
  endDateTime: draft.end ?? '',
  timeZone: start.timeZone,
  people: draft.people,
  ...(draft.room ? { room: draft.room } : {}),
  online: draft.online,
  ...(draft.online === 'existing' && start.joinLink ? { joinUrl: start.joinLink.url } : {}),
  agenda: draft.agenda,
  files: draft.files,
});

export interface Plan {
  draft: Draft;
  /** It was sent on its way; what became of it is asked by its id. */
  isBooked: boolean;
}
const most = 20;
const plans = new Map<string, Plan>();
/**
 * What was planned for a mail or a record, as long as the page lives: it comes back when the person does, and never moves to another
 * mail. What was sent on its way is found again by its id.
 */
export const keptPlan = (key: string): Plan | undefined => plans.get(key);
export function keepPlan(key: string, plan: Plan): void {
  plans.delete(key);
  plans.set(key, plan);
  const oldest = plans.size > most ? plans.keys().next().value : undefined;
  if (oldest !== undefined) plans.delete(oldest);
}
export const forgetPlan = (key: string): void => {
  plans.delete(key);
};
