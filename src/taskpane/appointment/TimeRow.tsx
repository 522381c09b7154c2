import { useId, useState } from 'react';
import type { BookingTimes } from '../../../contract/booking.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import type { OpenAppointment } from '../../office/appointment.js';
import { formatMeeting, t } from '../../text/meeting-text.js';
import { Button } from '../../ui/Button.js';
import { usePane } from '../pane.js';
import type { Plan } from './plan.js';
import { Row } from './Row.js';

interface Props {
  now: OpenAppointment;
  plan: Plan;
  result: string;
  onChange(change: Partial<Plan>): void;
}
const offered = 3;

/** The next times that suit everybody who is needed; the one of the form stays until another is chosen. */
export function TimeRow({ now, plan, result, onChange }: Props) {
  const { api, identity } = usePane();
  const group = useId();
  const [times, setTimes] = useState<BookingTimes>();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<PaneError>();
  const look = async () => {
    setIsBusy(true);
    setError(undefined);
    const people = [
      ...now.required.map((it) => ({ address: it.address, kind: 'required' as const })),
      ...plan.people.map(({ address, kind }) => ({ address, kind })),
    ];
    try {
      setTimes(
        await api.call('POST /bookings/times', {
          body: {
            people,
            minutes: Math.min(1440, Math.max(5, Math.round((now.end - now.start) / 60_000))),
            timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          },
        }),
      );
    } catch (thrown) {
      setError(sortError(thrown));
    } finally {
      setIsBusy(false);
    }
  };
  const options = (times?.next ?? [])
    .slice(0, offered)
    .map((it) => ({ start: Date.parse(it.startDateTime), end: Date.parse(it.endDateTime) }));
  const isChosen = (it?: { start: number; end: number }) =>
    plan.time?.start === it?.start && plan.time?.end === it?.end;
  return (
    <Row title={t('time.title')} result={result}>
      {error && <ProblemBanner error={error} doing="meeting" identity={identity} onRetry={() => void look()} />}
      {times && options.length === 0 && <p className="caption">{t('time.none')}</p>}
      {options.length > 0 && (
        <fieldset className="checks">
          <legend className="caption">{t('time.next')}</legend>
          {[undefined, ...options].map((it) => (
            <label key={it?.start ?? 'kept'} className="check">
              <input type="radio" name={group} checked={isChosen(it)} onChange={() => onChange({ time: it })} />
              <span>{it ? formatMeeting(it) : t('time.keep', { time: formatMeeting(now) })}</span>
            </label>
          ))}
        </fieldset>
      )}
      <Button className="small" icon="clock" isBusy={isBusy} onClick={() => void look()}>
        {isBusy ? t('time.looking') : t('time.look')}
      </Button>
    </Row>
  );
}
