import './taken-folder.css';
import type { FolderAnswer, TakenFolder as Taken } from '../../contract/files.js';
import { t } from '../text/files-text.js';
import { formatTime } from '../text/text.js';
import { Button } from '../ui/Button.js';
import { LinkOut } from '../ui/LinkOut.js';

interface Props {
  taken: Taken;
  isBusy?: boolean;
  onAnswer(answer: FolderAnswer): void;
  onCancel?: () => void;
}

/** Whose folder stands where a record's should be, and what can be said of it: it is used, or another one is made (N2). */
export function TakenFolder({ taken, isBusy = false, onAnswer, onCancel }: Props) {
  const { name, otherName, mayUse, madeBy, madeDateTime, webUrl } = taken;
  return (
    <span className="taken-folder">
      <span className="caption">
        {madeBy && madeDateTime && t('taken.by', { name: madeBy, time: formatTime(madeDateTime) })}{' '}
        {t(mayUse ? 'taken.use.what' : 'taken.closed')}
      </span>
      <span className="taken-answers" role="group" aria-label={t('taken.what', { name })}>
        {mayUse && (
          <Button className="small" isBusy={isBusy} onClick={() => onAnswer('use')}>
            {t('taken.use')}
          </Button>
        )}
        <Button className="small" isBusy={isBusy} onClick={() => onAnswer('another')}>
          {t('taken.another', { name: otherName })}
        </Button>
        {onCancel && (
          <Button className="small" look="subtle" onClick={onCancel}>
            {t('taken.cancel')}
          </Button>
        )}
        {webUrl && (
          <LinkOut href={webUrl} label={t('taken.open.of', { name })}>
            {t('taken.open')}
          </LinkOut>
        )}
      </span>
    </span>
  );
}
