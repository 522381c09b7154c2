import { useRef, useState } from 'react';
import type { Booking, RecordView } from '../../../contract/api.js';
import type { Api } from '../../api/client.js';
import type { Identity } from '../../api/identity.js';
import { useQuery, type QueryCache } from '../../api/query.js';
import { Booked } from '../../components/booking/Booked.js';
import { BookMeeting } from '../../components/booking/BookMeeting.js';
import { formatWhen, t } from '../../text/booking-text.js';
import { Button } from '../../ui/Button.js';
import './panel.css';

interface Props {
  record: RecordView;
  api: Api;
  cache: QueryCache;
  identity: Identity;
  /** A meeting came to the record, or left it. */
  onChanged?: () => void;
}

/** Booking a meeting on this record, and the meetings of one's own that need somebody: not booked, or without their room. */
export function BookingPanel({ record, api, cache, identity, onChanged }: Props) {
  const { module, id } = record;
  const [shown, setShown] = useState<'new' | { id: string }>();
  const button = useRef<HTMLButtonElement>(null);
  const open = useQuery<Booking[]>(cache, 'bookings', async (signal) => {
    const { bookings } = await api.call('GET /records/:module/:id/bookings', { params: { module, id } }, { signal });
    return bookings;
  });
  const close = () => {
    setShown(undefined);
    void open.reload();
    setTimeout(() => button.current?.focus());
  };
  const changed = () => {
    void open.reload();
    onChanged?.();
  };
  const common = { api, cache, identity, record, onClose: close, onChanged: changed };
  const waiting = shown ? [] : (open.data ?? []);
  return (
    <div className="record-booking">
      {!shown && (
        <Button ref={button} icon="clock" onClick={() => setShown('new')}>
          {t('open')}
        </Button>
      )}
      {waiting.length > 0 && (
        <section aria-labelledby="open-bookings">
          <h3 id="open-bookings" className="section-title">
            {t('open.title')}
          </h3>
          <ul className="record-bookings">
            {waiting.map((it) => (
              <li key={it.id}>
                <span>
                  <strong>{it.wish.subject}</strong>
                  <span className="caption">
                    {formatWhen(it.wish.startDateTime, it.wish.endDateTime, it.wish.timeZone)}
                  </span>
                  <span className="caption">{stateOf(it)}</span>
                </span>
                <Button className="small" onClick={() => setShown({ id: it.id })}>
                  {t('open.look')}
                </Button>
                {it.state === 'failed' && (
                  <Button
                    className="small"
                    look="subtle"
                    onClick={() =>
                      void api.call('POST /bookings/:id/undo', { params: { id: it.id }, body: {} }).then(
                        () => open.reload(),
                        () => undefined,
                      )
                    }
                  >
                    {t('open.dismiss')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {shown && (
        <section className="record-booking-form" aria-label={t('title')}>
          <div className="record-booking-title">
            <h2>{t('title')}</h2>
            <Button look="subtle" icon="dismiss" aria-label={t('cancel')} onClick={close} />
          </div>
          {shown === 'new' ? (
            <BookMeeting {...common} />
          ) : (
            <Booked {...common} id={shown.id} onAgain={() => setShown('new')} onChange={() => setShown('new')} />
          )}
        </section>
      )}
    </div>
  );
}

const stateOf = ({ state, roomAnswer, wish, problem }: Booking): string =>
  state === 'failed'
    ? [t('open.failed'), problem?.sentence].filter(Boolean).join(': ')
    : roomAnswer === 'declined'
      ? t('open.declined', { room: wish.room?.name ?? '' })
      : t('open.working');
