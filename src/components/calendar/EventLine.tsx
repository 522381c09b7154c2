import type { CalendarEvent } from '../../../contract/calendar.js';
import { teamsAddress } from '../../../contract/join-links.js';
import { t } from '../../text/calendar-text.js';
import { LinkOut } from '../../ui/LinkOut.js';
import { isJoinable } from '../joinable.js';
import { useNow } from './use-now.js';
import { timesOf } from './when.js';

/** What an event is called for this reader. */
export const nameOf = (event: CalendarEvent): string =>
  event.subject?.trim() || (event.seen === 'busy' ? t(event.isPrivate ? 'private' : 'busy') : t('busy'));

interface Props {
  event: CalendarEvent;
  onOpen(event: CalendarEvent): void;
  /** The day stands elsewhere; otherwise it is said here. */
  day?: string;
}
/** One event in a list: its time, its name, where, and how it stands; with a way in when it is about to begin. */
export function EventLine({ event, onOpen, day }: Props) {
  const now = useNow();
  const name = nameOf(event);
  const isOver = event.isCancelled || event.isGone || event.response === 'declined';
  const join = teamsAddress(event.joinUrl);
  const canJoin =
    join &&
    !event.isCancelled &&
    isJoinable({ start: Date.parse(event.startDateTime), end: Date.parse(event.endDateTime) }, now);
  const people = (event.people ?? []).filter((it) => it.kind !== 'resource');
  return (
    <div className="event">
      <button type="button" className={`event-open ${isOver ? 'event-over' : ''}`} onClick={() => onOpen(event)}>
        <span className={`event-sign event-${event.showAs}`} data-color={event.calendar?.color} aria-hidden="true" />
        <span className="event-text">
          <span className="event-name">{name}</span>
          <span className="caption">
            {day ? `${day}, ` : ''}
            {timesOf(event)}
            {event.location ? ` · ${event.location}` : ''}
            {event.kind === 'occurrence' || event.kind === 'exception' ? ` · ${t('repeats')}` : ''}
          </span>
          {people.length > 0 && (
            <span className="caption event-people">
              {people
                .slice(0, 4)
                .map((it) => it.name || it.address)
                .join(', ')}
              {people.length > 4 ? ` +${people.length - 4}` : ''}
            </span>
          )}
        </span>
        {event.isCancelled && <span className="event-pill">{t('cancelled')}</span>}
        {event.isPrivate && event.subject && <span className="event-pill">{t('private')}</span>}
      </button>
      {canJoin && (
        <span className="event-join">
          <LinkOut href={join} label={t('join.of', { subject: name })}>
            {t('join')}
          </LinkOut>
        </span>
      )}
    </div>
  );
}
