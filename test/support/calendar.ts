import type { Event } from '@microsoft/microsoft-graph-types';
import type { GraphCaller } from './graph.js';

export const calendarScopes = [
  'User.Read',
  'Mail.ReadWrite',
  'MailboxSettings.ReadWrite',
  'Calendars.ReadWrite',
  'Calendars.ReadWrite.Shared',
  'OnlineMeetings.ReadWrite',
  'Place.Read.All',
];
export type Refusal = { error: { code: string; message: string } };
export type EventPage = { value: Event[]; '@odata.nextLink'?: string; '@odata.count'?: number };

/** A time of day in Berlin unless another zone is named. */
export const time = (dateTime: string, timeZone = 'W. Europe Standard Time') => ({ dateTime, timeZone });
export const meeting = (start: string, end: string, more: Partial<Event> & Record<string, unknown> = {}) => ({
  subject: 'Meeting',
  start: time(start),
  end: time(end),
  ...more,
});
export const attendee = (address: string, type: 'required' | 'optional' | 'resource' = 'required') => ({
  type,
  emailAddress: { address, name: address },
});
/** Makes an event and gives it as the service answered it. */
export async function create(caller: GraphCaller, event: unknown, url = '/me/events'): Promise<Event & { id: string }> {
  const { status, body } = await caller.post<Event & { id: string }>(url, event);
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}
/** What a caller sees of a time. */
export async function viewBetween(caller: GraphCaller, from: string, to: string, more = ''): Promise<Event[]> {
  const { body } = await caller.get<EventPage>(
    `/me/calendarView?startDateTime=${from}&endDateTime=${to}&$top=1000${more}`,
  );
  return body.value;
}
