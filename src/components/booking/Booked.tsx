import { useEffect, useRef, useState } from 'react';
import type { Booking as Booked } from '../../../contract/api.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { useLookAgain } from '../../api/look-again.js';
import { useQuery } from '../../api/query.js';
import { formatWhen, t } from '../../text/booking-text.js';
import { announce } from '../../ui/announce.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { Spinner } from '../../ui/Spinner.js';
import { ProblemBanner } from '../ProblemBanner.js';
import type { Booking } from './booking.js';
import { Receipt } from './Receipt.js';

interface Props extends Booking {
  id: string;
  /** Plans another one. */
  onAgain(): void;
  /** Back to the plan of this one, which is not booked. */
  onChange(booking: Booked): void;
}
const lookMs = 500;
const lookSlowlyMs = 3_000;

/** What becomes of a meeting that was sent on its way: until it is whole or nothing, then the room's answer, and the way back. */
export function Booked(props: Props) {
  const { id, api, cache, identity, onAgain, onChange, onChanged } = props;
  const { data, error, reload } = useQuery<Booked>(cache, `booking of ${id}`, (signal) =>
    api.call('GET /bookings/:id', { params: { id } }, { signal }),
  );
  const [failure, setFailure] = useState<PaneError>();
  const heading = useRef<HTMLHeadingElement>(null);
  const state = data?.state ?? 'booking';
  const isUnderWay = state === 'booking' || state === 'undoing';
  const looksForRoom = state === 'booked' && (data?.roomAnswer === 'waiting' || data?.roomAnswer === 'changing');
  const told = useRef<string>(undefined);
  useLookAgain(reload, isUnderWay ? lookMs : looksForRoom ? lookSlowlyMs : undefined);
  useEffect(() => {
    if (!data || told.current === state) return;
    const before = told.current;
    told.current = state;
    if (state === 'booked')
      announce(
        t('done.announce', { when: formatWhen(data.wish.startDateTime, data.wish.endDateTime, data.wish.timeZone) }),
      );
    if (state === 'undone') announce(t('undone.title'));
    if (before && (state === 'booked' || state === 'undone')) onChanged?.();
  }, [data, state, onChanged]);
  useEffect(() => {
    if (document.hasFocus()) heading.current?.focus(); // not taken from Outlook
  }, [state]);

  const ask = (work: () => Promise<Booked>) => {
    setFailure(undefined);
    work().then(
      () => reload(),
      (thrown: unknown) => setFailure(sortError(thrown)),
    );
  };
  const undo = () => ask(() => api.call('POST /bookings/:id/undo', { params: { id }, body: {} }));
  const shown = failure ?? (data ? undefined : error);
  return (
    <section className="booking" aria-busy={isUnderWay || undefined}>
      {shown && (
        <ProblemBanner
          error={shown}
          doing="book"
          identity={identity}
          onRetry={() => void reload()}
          onDismiss={() => setFailure(undefined)}
        />
      )}
      {isUnderWay && (
        <div className="booking-working">
          <h3 ref={heading} tabIndex={-1}>
            <Spinner /> {t(state === 'undoing' ? 'undoing.title' : 'working.title')}
          </h3>
          {state === 'booking' && <p className="caption">{t('working.body')}</p>}
          {data?.problem && <p role="status">{t('working.wait', { sentence: data.problem.sentence })}</p>}
          {state === 'booking' && data && <Button onClick={undo}>{t('working.stop')}</Button>}
        </div>
      )}
      {state === 'booked' && data && <Receipt {...props} booking={data} heading={heading} onUndo={undo} onRoom={ask} />}
      {state === 'undone' && (
        <div className="booking-working">
          <h3 ref={heading} tabIndex={-1}>
            {t('undone.title')}
          </h3>
          <p>{t('undone.body')}</p>
          <Button onClick={onAgain}>{t('undone.again')}</Button>
        </div>
      )}
      {(state === 'failed' || state === 'draft') && data && (
        <>
          <h3 ref={heading} tabIndex={-1} className="visually-hidden">
            {t('failed.title')}
          </h3>
          <Banner
            tone="error"
            title={t('failed.title')}
            actions={
              <Button look="primary" onClick={() => onChange(data)}>
                {t('failed.change')}
              </Button>
            }
          >
            {[data.problem?.sentence, t('failed.nothing')].filter(Boolean).join(' ')}
          </Banner>
        </>
      )}
    </section>
  );
}
