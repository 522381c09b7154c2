import { useState } from 'react';
import type { OpenAppointment } from '../../office/appointment.js';
import { formatMeeting, formatNames, t } from '../../text/meeting-text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';
import type { Finding, Fix } from './doctor.js';

interface Props {
  findings: Finding[];
  now: OpenAppointment;
  /** Says nothing while there is nothing to say. */
  isQuiet?: boolean;
  /** Does what the button says. */
  onFix(fix: Fix, finding: Finding): Promise<void>;
}

/** What is wrong with the invitation, each with what puts it right. */
export function Findings({ findings, now, onFix, isQuiet = false }: Props) {
  const [busy, setBusy] = useState<string>();
  const [failed, setFailed] = useState<string>();
  if (findings.length === 0)
    return isQuiet ? null : (
      <p className="check-good">
        <Icon name="done" className="good" /> {t('check.good')}
      </p>
    );
  const act = async (finding: Finding, fix: Fix, key: string) => {
    setBusy(key);
    setFailed(undefined);
    try {
      await onFix(fix, finding);
      if (changes(fix)) announce(t('fix.done'));
    } catch {
      setFailed(finding.code);
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <ul className="findings" aria-label={t('check.title')}>
      {findings.map((it) => (
        <li key={it.code + (it.names?.[0] ?? '')} className="finding" data-code={it.code}>
          <Icon name="warning" />
          <div className="finding-text">
            <strong>{t(`finding.${it.code}`)}</strong>
            <span>{t(`finding.${it.code}.body`, valuesOf(it))}</span>
            {failed === it.code && (
              <span className="problem" role="alert">
                {t('fix.failed')}
              </span>
            )}
            <div className="finding-actions">
              {it.fixes.map((fix, i) => (
                <Button
                  key={i}
                  className="small"
                  isBusy={busy === `${it.code} ${i}`}
                  onClick={() => {
                    void act(it, fix, `${it.code} ${i}`);
                  }}
                >
                  {labelOf(fix, now)}
                </Button>
              ))}
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
const changes = ({ kind }: Fix): boolean => kind !== 'askOrganizer' && kind !== 'open';

/** The words of a finding, with their times in the reader's own manner. */
export function valuesOf({ code, names = [], times = [] }: Finding): Record<string, string> {
  const [first, second] = times.map((it) => formatMeeting(it));
  return {
    names: formatNames(names),
    time: (code === 'occurrence_changed' ? second : first) ?? '',
    planned: first ?? '',
    own: second ?? '',
    announced: first ?? '',
  };
}
function labelOf(fix: Fix, now: OpenAppointment): string {
  switch (fix.kind) {
    case 'keepLink':
      return t('fix.keepLink', { provider: fix.keep.provider });
    case 'addTeams':
      return t('fix.addTeams');
    case 'moveTo':
      return t('fix.moveTo', { time: formatMeeting(fix) });
    case 'bookRoom':
      return t('fix.bookRoom', { name: fix.room.name });
    case 'open':
      return t(now.kind === 'request' ? 'fix.open.event' : 'fix.open.series');
    case 'askOrganizer':
      return t('fix.askOrganizer', { name: now.organizer?.name ?? '' });
  }
}
