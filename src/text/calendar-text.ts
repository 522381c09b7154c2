import { calendarEn } from './calendar-en.js';
import { createT, type KeyOf } from './text.js';

/** The sentences of the calendar. */
export const t = createT(calendarEn);
export type CalendarKey = KeyOf<typeof calendarEn>;
