import { useId } from 'react';
import type { WishedBooking } from '../../../contract/api.js';
import type { BookingStart } from '../../../contract/booking.js';
import { t } from '../../text/booking-text.js';

interface Props {
  start: BookingStart;
  online: WishedBooking['online'];
  isWrong: boolean;
  onChange(online: WishedBooking['online']): void;
}

/** Teams, the link that is there already, or neither; one choice, so that there are never two links to join. */
export function OnlineField({ start: { teams, joinLink }, online, isWrong, onChange }: Props) {
  const name = useId();
  const option = (value: WishedBooking['online'], label: string, why?: string, isDisabled = false) => (
    <label className="booking-option">
      <input
        type="radio"
        name={name}
        checked={online === value}
        disabled={isDisabled}
        onChange={() => onChange(value)}
      />
      <span>
        {label}
        {why && <span className="caption">{why}</span>}
      </span>
    </label>
  );
  return (
    <fieldset className="booking-row" data-wrong={isWrong || undefined}>
      <legend>{t('online')}</legend>
      {joinLink && option('existing', t('online.existing', { provider: joinLink.provider }), t('online.existing.why'))}
      {option(
        'teams',
        t('online.teams'),
        teams.isAvailable ? (online === 'teams' ? t('online.teams.why') : undefined) : teams.sentence,
        !teams.isAvailable,
      )}
      {option('none', t('online.none'))}
    </fieldset>
  );
}
