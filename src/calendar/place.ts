import { dayOf } from '../components/calendar/when.js';

export type View = 'agenda' | 'week' | 'month';
/** What is shown: how, and around which day. The address says it, so that a link, Back and a reload lead to the same. */
export interface Place {
  view: View;
  day: string;
}
export function readPlace(hash: string, today = dayOf(new Date())): Place {
  const [, view, day] = /^#\/?(agenda|week|month)(?:\/(\d{4}-\d{2}-\d{2}))?$/.exec(hash) ?? [];
  return { view: (view as View | undefined) ?? 'agenda', day: day ?? today };
}
export const hrefOf = ({ view, day }: Place): string => `#/${view}/${day}`;
