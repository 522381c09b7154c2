import { useEffect, useRef } from 'react';
import type { Booking, BookingRoom } from '../../../contract/api.js';
import { formatList, formatWhen, t } from '../../text/booking-text.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';

interface Props {
  booking: Booking;
  room: BookingRoom | undefined;
  isBusy: boolean;
  onBook(): void;
  onChange(): void;
}

/** What goes out, as the server wrote it, and the one confirm. */
export function InvitationView({ booking, room, isBusy, onBook, onChange }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  const { wish, invitation, outside, record, joinUrl } = booking;
  const names = wish.people.map(({ name, address, kind }) =>
    kind === 'optional' ? t('invitation.optional', { name: name ?? address }) : (name ?? address),
  );
  const nameOf = (address: string) => wish.people.find((it) => it.address === address)?.name ?? address;
  const isSmall = room?.capacity !== undefined && room.capacity < wish.people.length + 1;
  const lines: [string, string][] = [
    [t('invitation.when'), formatWhen(wish.startDateTime, wish.endDateTime, wish.timeZone)],
    [t('invitation.who'), names.length > 0 ? formatList(names) : t('invitation.alone')],
    ...(invitation.location ? [[t('invitation.where'), invitation.location] as [string, string]] : []),
    [
      t('invitation.online'),
      wish.online === 'teams'
        ? t('online.teams')
        : wish.online === 'existing'
          ? (wish.joinUrl ?? '')
          : t('online.none'),
    ],
    ...(record ? [[t('invitation.record'), record.displayName] as [string, string]] : []),
  ];
  return (
    <section className="booking-invitation" aria-labelledby="booking-invitation">
      <h3 id="booking-invitation" ref={heading} tabIndex={-1}>
        {t('invitation.title')}
      </h3>
      <p className="caption">{t('invitation.note')}</p>
      <article className="booking-letter">
        <h4>{invitation.subject}</h4>
        <dl>
          {lines.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <p className="booking-text">{invitation.text || t('invitation.noText')}</p>
        {wish.online === 'teams' && !joinUrl && <p className="caption">{t('invitation.teams')}</p>}
      </article>
      {outside.length > 0 && (
        <p className="booking-note">
          <Icon name="info" />
          <span>{t('invitation.outside', { count: outside.length, names: formatList(outside.map(nameOf)) })}</span>
        </p>
      )}
      {isSmall && (
        <p className="booking-note">
          <Icon name="warning" />
          <span>
            {t('invitation.small', { room: room.name, seats: room.capacity ?? 0, count: wish.people.length + 1 })}
          </span>
        </p>
      )}
      <div className="booking-actions">
        <Button look="primary" isBusy={isBusy} onClick={onBook}>
          {t(wish.people.length > 0 || wish.room ? 'send' : 'send.alone')}
        </Button>
        <Button onClick={onChange}>{t('change')}</Button>
      </div>
    </section>
  );
}
