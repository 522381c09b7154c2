import type { AccessSchedule } from '../../../contract/access.js';
import { t } from '../../text/access-text.js';
import { formatTime } from '../../text/text.js';

interface Props {
  schedule: AccessSchedule;
  isBusy: boolean;
  onChange(schedule: Pick<AccessSchedule, 'every' | 'repairs'>): void;
}

/** Whether and how often folders are looked at by themselves. */
export function ScheduleChoice({ schedule: { every, repairs, nextRunAt }, isBusy, onChange }: Props) {
  return (
    <fieldset className="choices" aria-busy={isBusy || undefined}>
      <legend>{t('schedule.title')}</legend>
      <span className="row">
        {(['off', 'daily', 'weekly'] as const).map((it) => (
          <label key={it} className="choice">
            <input
              type="radio"
              name="schedule"
              checked={every === it}
              onChange={() => onChange({ every: it, repairs: it !== 'off' && repairs })}
            />
            <span>{t(`schedule.${it}`)}</span>
          </label>
        ))}
      </span>
      {every !== 'off' && (
        <>
          <label className="choice">
            <input type="checkbox" checked={repairs} onChange={(e) => onChange({ every, repairs: e.target.checked })} />
            <span className="choice-text">
              <span>{t('schedule.repairs')}</span>
              <span className="caption">{t('schedule.repairs.text')}</span>
            </span>
          </label>
          {nextRunAt && <p className="caption">{t('schedule.next', { time: formatTime(nextRunAt) })}</p>}
        </>
      )}
    </fieldset>
  );
}
