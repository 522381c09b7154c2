import type { BookingHelp } from '../../../../contract/booking.js';
import { AppError, toAppError } from '../../../base/errors.js';
import { isPersonal, type Principal } from '../../../base/principal.js';
import type { Needs } from './needs.js';

const there: BookingHelp = { isAvailable: true };
const personal = (sentence: string): BookingHelp => ({ isAvailable: false, reason: 'personal', sentence });

type Helps = Record<'calendar' | 'schedules' | 'rooms' | 'teams', BookingHelp>;
type Needed = Pick<Needs, 'graph' | 'permissions'>;

/** What of Microsoft 365 a booking of this person may use, and why the rest is not there. */
export async function helpsOf(needs: Needed, viewer: Principal): Promise<Helps> {
  const calendar = await calendarHelp(needs, viewer);
  if (isPersonal(viewer))
    return {
      calendar,
      schedules: personal('A personal account shows only your own calendar: whether others are free is not known.'),
      rooms: personal('A personal account has no meeting rooms.'),
      teams: personal('Teams meetings need a work or school account. Add a link to join by hand.'),
    };
  if (!calendar.isAvailable) return { calendar, schedules: calendar, rooms: calendar, teams: calendar };
  const [rooms, teams] = await Promise.all([roomsHelp(needs, viewer), teamsHelp(needs, viewer)]);
  return { calendar, schedules: there, rooms, teams };
}

async function calendarHelp({ permissions }: Needed, viewer: Principal): Promise<BookingHelp> {
  if (await permissions.has(viewer, 'calendar')) return there;
  return {
    isAvailable: false,
    reason: 'permission',
    sentence: 'To book meetings, Coherence needs your permission for your calendar.',
    allowUrl: permissions.allowUrl(viewer, 'calendar'),
  };
}

/** Throws with Microsoft's page on which it is allowed when the person gave no permission for their calendar. */
export async function requireCalendar(needs: Needed, viewer: Principal): Promise<void> {
  const { isAvailable, sentence = '', allowUrl } = await calendarHelp(needs, viewer);
  if (!isAvailable)
    throw new AppError('consent_required', sentence, {
      source: 'entra',
      ...(allowUrl ? { consentUrl: allowUrl } : {}),
    });
}

/** Rooms are shown to whoever an administrator allowed it. */
export async function roomsHelp({ permissions }: Needed, viewer: Principal): Promise<BookingHelp> {
  if (isPersonal(viewer)) return personal('A personal account has no meeting rooms.');
  if (await permissions.has(viewer, 'rooms')) return there;
  return {
    isAvailable: false,
    reason: 'permission',
    sentence: 'Rooms can be booked here once an administrator has allowed Coherence to see them.',
    allowUrl: permissions.allowUrl(viewer, 'rooms'),
  };
}

async function teamsHelp({ graph }: Needed, viewer: Principal): Promise<BookingHelp> {
  try {
    const { allowedOnlineMeetingProviders: allowed } = await graph.request<{
      allowedOnlineMeetingProviders?: (string | null)[] | null;
    }>(viewer, { path: '/me/calendar', query: { $select: 'id,allowedOnlineMeetingProviders' } });
    if (allowed?.includes('teamsForBusiness')) return there;
    return {
      isAvailable: false,
      reason: 'licence',
      sentence: 'Teams is not part of your licence, so meetings get no Teams link.',
    };
  } catch (error) {
    return {
      isAvailable: false,
      reason: 'unavailable',
      sentence: `Whether Teams can be used is not known: ${toAppError(error).message}`,
    };
  }
}
