import type { Appointment, AppointmentLink } from '../../../contract/api.js';
import { moduleIcon } from '../../components/module-icon.js';
import { t } from '../../text/meeting-text.js';
import { t as paneText } from '../../text/text.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';
import { LinkOut } from '../../ui/LinkOut.js';

interface Props {
  known: Appointment;
  isBusy: boolean;
  onTakeOff(link: AppointmentLink, scope: 'one' | 'series'): void;
}

/** The records a meeting is on, who put it there, and the way back. */
export function Links({ known: { links, meeting }, isBusy, onTakeOff }: Props) {
  if (links.length === 0) return null;
  return (
    <ul className="receipts" aria-label={t('records.on')}>
      {links.map((it) => (
        <li key={it.id} className="receipt">
          <div className="receipt-head">
            <span className="option-sign">
              <Icon name={moduleIcon(`${it.record.module} ${it.record.moduleName}`)} />
            </span>
            <span className="option-text">
              <span className="option-name">{it.record.displayName}</span>
              <span className="caption option-line">
                <span>{it.record.moduleName}</span>
                {meeting?.series !== 'none' && (
                  <span className="tag">{t(it.scope === 'series' ? 'link.series' : 'link.one')}</span>
                )}
              </span>
              <span className="caption">{saidBy(it)}</span>
            </span>
            <Icon name="done" className="good" />
          </div>
          <div className="receipt-actions">
            <LinkOut href={it.record.url} label={`${paneText('file.open')}: ${it.record.displayName}`}>
              {paneText('file.open')}
            </LinkOut>
            {it.canUndo && it.scope === 'series' && meeting?.series === 'part' && (
              <Button look="link" isBusy={isBusy} onClick={() => onTakeOff(it, 'one')}>
                {t('link.offOne')}
              </Button>
            )}
            {it.canUndo && (
              <Button look="link" isBusy={isBusy} onClick={() => onTakeOff(it, 'series')}>
                {it.scope === 'series' ? t('link.offSeries') : t('link.off')}
              </Button>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
const saidBy = ({ linkedBy: { isYou, name }, reason }: AppointmentLink): string =>
  isYou ? t('link.byYou') : name && reason.kind === 'person' ? t('link.by', { name }) : t('link.rule');

/** Of a series: this date, or every one. Asked only where it matters. */
export function ScopeChoice({
  scope,
  onChoose,
  name,
}: {
  scope: 'one' | 'series';
  onChoose(scope: 'one' | 'series'): void;
  name: string;
}) {
  return (
    <fieldset className="scope">
      <legend>{t('link.scope')}</legend>
      {(['one', 'series'] as const).map((it) => (
        <label key={it}>
          <input type="radio" name={name} checked={scope === it} onChange={() => onChoose(it)} />
          <span>{t(`link.scope.${it}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
