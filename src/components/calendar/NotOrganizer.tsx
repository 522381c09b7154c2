import type { EventDetails } from '../../../contract/calendar.js';
import type { Identity } from '../../api/identity.js';
import { DiagnosisNote } from '../DiagnosisNote.js';

interface Props {
  /** The reader has it. */
  event: EventDetails;
  identity: Identity;
  onPropose(): void;
  onNote(): void;
}
/** Why the reader cannot change what is in their own calendar, and what they can do instead (D5, D2). */
export function NotOrganizer({ event, identity, onPropose, onNote }: Props) {
  if (event.isReadOnly)
    return (
      <DiagnosisNote
        cause="calendar.readOnly"
        identity={identity}
        handlers={{
          changeDirection: () => {
            window.location.assign('/settings#/integrations/calendar');
          },
        }}
      />
    );
  if (event.isOrganizer || !event.canEdit) return null;
  return (
    <DiagnosisNote
      cause="event.notOrganiser"
      about={event.organizer?.name || event.organizer?.address}
      identity={identity}
      handlers={{ ...(event.isAllDay ? {} : { proposeTime: onPropose }), addNote: onNote }}
    />
  );
}
