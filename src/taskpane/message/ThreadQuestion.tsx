import type { Matches } from '../../../contract/api.js';
import { t } from '../../text/pane-text.js';
import { Button } from '../../ui/Button.js';

type Followed = NonNullable<Matches['followed']>;
interface Props {
  followed: Followed;
  question: NonNullable<Followed['question']>;
  isBusy: boolean;
  /** With what is said aloud when the answer is kept. */
  onAnswer(answer: 'go_on' | 'stop', said: string): void;
}

/** A conversation that turned internal, or was joined by another company, asks whether it still goes to its records. */
export function ThreadQuestion({ followed, question, isBusy, onAnswer }: Props) {
  return (
    <div className="receipt" role="group" aria-label={t('links.question')}>
      <span>
        {question.kind === 'internal' ? t('links.internal') : t('links.newDomain', { value: question.value })}{' '}
        {t('links.goesTo', { names: followed.records.map((it) => it.displayName).join(', ') })}
      </span>
      <div className="receipt-actions">
        <Button className="small" isBusy={isBusy} onClick={() => onAnswer('go_on', t('links.go_on'))}>
          {t('links.goOn')}
        </Button>
        <Button className="small" look="subtle" isBusy={isBusy} onClick={() => onAnswer('stop', t('links.stop'))}>
          {t('links.stopIt')}
        </Button>
      </div>
    </div>
  );
}
