import { useEffect, useState } from 'react';
import { teamsAddress } from '../../contract/join-links.js';
import { t } from '../text/meeting-text.js';
import { isJoinable } from './joinable.js';

interface Props {
  subject: string;
  start: number;
  end: number;
  joinUrl: string | null | undefined;
  look?: 'primary' | 'secondary';
}

/** Opens Teams, from a quarter of an hour before until the end; without an address of Teams itself there is nothing to press (M42). */
export function JoinButton({ subject, start, end, joinUrl, look = 'primary' }: Props) {
  const now = useNow();
  const address = teamsAddress(joinUrl);
  if (!address || !isJoinable({ start, end }, now)) return null;
  return (
    <a
      className={`button button-${look}`}
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={t('join.name', { subject: subject || t('log.untitled') })}
    >
      <span>{t('join')}</span>
    </a>
  );
}

const everyMs = 15_000;
/** The time, told again now and then, so that what depends on it changes without a press. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}
