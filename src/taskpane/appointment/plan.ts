import type { RecordView } from '../../../contract/api.js';
import type { Named, OpenAppointment, Place } from '../../office/appointment.js';

/** What a person chose in the pane and has not applied yet. */
export interface Plan {
  record?: RecordView | undefined;
  scope: 'one' | 'series';
  people: (Named & { kind: 'required' | 'optional' })[];
  time?: { start: number; end: number } | undefined;
  room?: Place | undefined;
  teams: boolean;
  agenda: boolean;
}
export const emptyPlan: Plan = { scope: 'one', people: [], teams: false, agenda: false };

export const isIn = (now: Pick<OpenAppointment, 'required' | 'optional'>, address: string): boolean =>
  [...now.required, ...now.optional].some((it) => it.address.toLowerCase() === address.toLowerCase());

export type Step = 'subject' | 'people' | 'time' | 'room' | 'teams' | 'agenda' | 'link';
/** What of a plan is still to be done, given the form as it is: applied twice is applied once. */
export function stepsOf(
  plan: Plan,
  now: OpenAppointment,
  { isLinked, hasLink, hasAgenda }: { isLinked: boolean; hasLink: boolean; hasAgenda: boolean },
): Step[] {
  const { record, people, time, room, teams, agenda } = plan;
  return [
    ...(record && !now.subject.trim() ? (['subject'] as const) : []),
    ...(people.some((it) => !isIn(now, it.address)) ? (['people'] as const) : []),
    ...(time && (time.start !== now.start || time.end !== now.end) ? (['time'] as const) : []),
    ...(room && !now.places.some((it) => it.kind === 'room' && it.address.toLowerCase() === room.address.toLowerCase())
      ? (['room'] as const)
      : []),
    ...(teams && !hasLink ? (['teams'] as const) : []),
    ...(agenda && record && !hasAgenda ? (['agenda'] as const) : []),
    ...(record && !isLinked ? (['link'] as const) : []),
  ];
}
