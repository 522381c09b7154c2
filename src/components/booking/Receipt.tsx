import { useState, type RefObject } from 'react';
import type { Booking as Booked } from '../../../contract/api.js';
import { formatWhen, t } from '../../text/booking-text.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';
import { LinkOut } from '../../ui/LinkOut.js';
import type { Booking } from './booking.js';
import { RoomList } from './RoomList.js';

interface Props extends Booking {
  booking: Booked;
  heading: RefObject<HTMLHeadingElement | null>;
  onUndo(): void;
  onRoom(work: () => Promise<Booked>): void;
  onAgain(): void;
}

/** What was booked, what the room said, and the way back, which stays as long as the meeting does (U-08). */
export function Receipt({ booking, heading, api, identity, onUndo, onRoom, onAgain }: Props) {
  const { id, wish, record, joinUrl, webLink, roomAnswer } = booking;
  const [isOpen, setIsOpen] = useState(false);
  const { room, people } = wish;
  const change = (body: { room?: { address: string; name: string } }) =>
    onRoom(() => api.call('POST /bookings/:id/room', { params: { id }, body }));
  return (
    <>
      <article className="booking-receipt">
        <h3 ref={heading} tabIndex={-1}>
          <Icon name="done" className="good" /> {t('done.title')}
        </h3>
        <p>
          <strong>{wish.subject}</strong>
        </p>
        <p>{formatWhen(wish.startDateTime, wish.endDateTime, wish.timeZone)}</p>
        <ul className="booking-facts">
          <li>
            <Icon name="people" />
            <span>{people.length > 0 ? t('done.invited', { count: people.length }) : t('done.alone')}</span>
          </li>
          {room && roomAnswer && roomAnswer !== 'declined' && (
            <li>
              <Icon name={roomAnswer === 'accepted' ? 'building' : 'clock'} />
              <span role="status">{t(`done.room.${roomAnswer}`, { room: room.name })}</span>
            </li>
          )}
          {joinUrl && (
            <li>
              <Icon name="check" />
              <span>{t('done.online')}</span>
            </li>
          )}
          {record && (
            <li>
              <Icon name="document" />
              <LinkOut href={record.url}>{t('done.record', { name: record.displayName })}</LinkOut>
            </li>
          )}
        </ul>
        {webLink && <LinkOut href={webLink}>{t('done.openOutlook')}</LinkOut>}
      </article>
      {room && roomAnswer === 'declined' && (
        <Banner
          tone="warning"
          title={t('done.room.declined', { room: room.name })}
          actions={
            <>
              <Button look="primary" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
                {t(isOpen ? 'room.close' : 'room.choose')}
              </Button>
              <Button onClick={() => change({})}>{t('done.without')}</Button>
            </>
          }
        >
          {t('done.room.declined.body')}
        </Banner>
      )}
      {room && roomAnswer === 'declined' && isOpen && (
        <RoomList
          {...{ api, identity }}
          from={wish.startDateTime}
          to={wish.endDateTime}
          people={people.length + 1}
          chosen={undefined}
          except={room.address}
          onChoose={({ address, name }) => change({ room: { address, name } })}
        />
      )}
      <div className="booking-actions">
        {record && (
          <a className="button button-primary" href={record.url} target="_blank" rel="noopener noreferrer">
            <span>{t('done.openRecord')}</span>
          </a>
        )}
        <Button icon="undo" onClick={onUndo}>
          {t('done.undo')}
        </Button>
        <Button look="link" onClick={onAgain}>
          {t('done.another')}
        </Button>
        {people.length > 0 && <p className="caption booking-hint">{t('done.undo.note', { count: people.length })}</p>}
      </div>
    </>
  );
}
