import type { Waiting } from '../../api/outbox.js';
import { formatTime, t } from '../../text/text.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';

/** A filing that waits in this browser: what for, until when, and the way to take it back. */
export function Queued({ waiting }: { waiting: Waiting }) {
  const why = waiting.problem
    ? t('queued.problem', { problem: waiting.problem })
    : waiting.reason === 'offline'
      ? t('queued.offline')
      : t('queued.throttled', { time: formatTime(new Date(waiting.notBefore).toISOString()) });
  return (
    <section className="section empty" role="status">
      <Icon name={waiting.problem ? 'error' : 'clock'} className="empty-icon" />
      <h2>{t('queued.to', { name: waiting.recordName })}</h2>
      <p>{why}</p>
    </section>
  );
}

export const QueuedFooter = ({ onTakeBack }: { onTakeBack(): void }) => (
  <Button icon="undo" onClick={onTakeBack}>
    {t('queued.takeBack')}
  </Button>
);
