import { useEffect, useRef, useState } from 'react';
import type { BookingStart } from '../../../contract/booking.js';
import { useQuery } from '../../api/query.js';
import { t } from '../../text/booking-text.js';
import { Button } from '../../ui/Button.js';
import { ProblemBanner } from '../ProblemBanner.js';
import { Booked } from './Booked.js';
import type { Booking } from './booking.js';
import { beginDraft, forgetPlan, keepPlan, keptPlan, type Plan } from './draft.js';
import { Help } from './Help.js';
import { Planner } from './Planner.js';
import './booking.css';

const slowMs = 8_000;

/** Booking in one pane: planned, shown as it will go out, confirmed once, and taken back as long as somebody wants to. */
export function BookMeeting(props: Booking) {
  const { api, cache, identity, record, mail, onClose } = props;
  const key = mail?.messageId ?? (record ? `${record.module} ${record.id}` : '');
  const start = useQuery<BookingStart>(cache, `booking ${key} ${record?.id ?? ''}`, (signal) =>
    api.call(
      'POST /bookings/prepare',
      { body: { ...(record ? { record: { module: record.module, id: record.id } } : {}), ...(mail ? { mail } : {}) } },
      { signal, timeoutMs: 40_000 },
    ),
  );
  const [plan, setPlan] = useState<Plan | undefined>(() => keptPlan(key));
  const [isAgain, setIsAgain] = useState(false);
  const keep = (next: Plan) => {
    keepPlan(key, next);
    setPlan(next);
  };
  const again = () => {
    forgetPlan(key);
    setPlan(undefined);
  };
  const reload = () => void start.reload();

  if (start.error && !start.data)
    return <ProblemBanner error={start.error} doing="book" identity={identity} onRetry={reload} />;
  if (!start.data) return <Loading onCancel={onClose} />;
  if (!start.data.calendar.isAvailable)
    return <Help title={t('no.calendar.title')} help={start.data.calendar} onAgain={reload} />;
  const shown = plan ?? { draft: beginDraft(start.data, record), isBooked: false };
  return shown.isBooked ? (
    <Booked
      {...props}
      id={shown.draft.id}
      onAgain={again}
      onChange={({ wish, version }) => {
        setIsAgain(true);
        keep({ isBooked: false, draft: { ...shown.draft, room: wish.room, version } });
      }}
    />
  ) : (
    <Planner
      {...props}
      start={start.data}
      draft={shown.draft}
      isAgain={isAgain}
      onAgain={reload}
      onDraft={(draft) => keep({ draft, isBooked: false })}
      onBooked={(draft) => keep({ draft, isBooked: true })}
    />
  );
}

/** The form's own size, so that nothing moves when it comes (U-07); after a while it says that it still works. */
function Loading({ onCancel }: { onCancel(): void }) {
  const [isSlow, setIsSlow] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    timer.current = setTimeout(() => setIsSlow(true), slowMs);
    return () => clearTimeout(timer.current);
  }, []);
  return (
    <div className="booking" aria-busy="true">
      <p role="status" className="caption">
        {t(isSlow ? 'loading.slow' : 'loading')}
      </p>
      {[0, 1, 2, 3].map((it) => (
        <div key={it} className="bone bone-card" />
      ))}
      {isSlow && <Button onClick={onCancel}>{t('cancel')}</Button>}
    </div>
  );
}
