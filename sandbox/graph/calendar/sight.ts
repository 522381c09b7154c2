import type { EventFields } from '../../tenant/calendar/shapes.js';
import { noLocation } from '../../tenant/calendar/new-event.js';

/** How much of a calendar somebody may see: what each role of a permission gives. */
export type Sight = 'everything' | 'all but private' | 'titles' | 'busy';

const words: Partial<Record<string, string>> = {
  free: 'Free',
  tentative: 'Tentative',
  busy: 'Busy',
  oof: 'Away',
  workingElsewhere: 'Working elsewhere',
};
export const isHidden = (fields: EventFields, sight: Sight): boolean =>
  sight === 'busy' || (sight !== 'everything' && fields.sensitivity === 'private');

/** An event as somebody with this sight is shown it. Of a private one only the owner sees more than the time. */
export function seen(fields: EventFields, sight: Sight): EventFields {
  if (sight === 'everything' || (sight === 'all but private' && !isHidden(fields, sight))) return fields;
  const isPrivate = fields.sensitivity === 'private' && sight !== 'busy';
  const title = isPrivate ? 'Private Appointment' : (words[fields.showAs] ?? 'Busy');
  return {
    ...fields,
    body: { contentType: 'html', content: '' },
    attendees: [],
    categories: [],
    joinUrl: null,
    isOnlineMeeting: false,
    onlineMeetingProvider: 'unknown',
    ...(isHidden(fields, sight) ? { subject: title, location: noLocation(), locations: [] } : {}),
  };
}
