import type { DetailsNeeds } from './details.js';
import type { OutboxNeeds } from './outbox/needs.js';
import type { CalendarSettingsNeeds } from './settings.js';

/** What calendars ask of the rooms below them. */
export type CalendarNeeds = CalendarSettingsNeeds & DetailsNeeds & OutboxNeeds;
