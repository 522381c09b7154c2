import type { Confidence, Reason, RecordView } from '../../../contract/api.js';
import { moduleIcon } from '../../components/module-icon.js';
import { t, type TextKey } from '../../text/text.js';
import { Icon } from '../../ui/Icon.js';

export const recordKey = ({ module, id }: { module: string; id: string }): string => `${module}/${id}`;
/** Without its value, which is not for everybody, a reason still says of what kind it is. */
export const reasonText = ({ kind, value }: Reason): string =>
  value || kind === 'thread' || kind === 'search' || kind === 'created' || kind === 'sent'
    ? t(`reason.${kind}` satisfies TextKey, { value })
    : t(`reason.${kind}.unsaid` satisfies TextKey);

interface Props {
  group: string;
  record: RecordView;
  reason?: Reason | undefined;
  confidence?: Confidence | undefined;
  isChosen: boolean;
  onChoose(): void;
}

/** One record to choose: what it is called, what it is, why it is here and how sure that is, in words. */
export function RecordOption({ group, record, reason, confidence, isChosen, onChoose }: Props) {
  return (
    <label className={`option ${isChosen ? 'option-chosen' : ''}`}>
      <input type="radio" name={group} checked={isChosen} onChange={onChoose} data-first={isChosen || undefined} />
      <span className="option-sign">
        <Icon name={moduleIcon(`${record.module} ${record.moduleName}`)} />
      </span>
      <span className="option-text">
        <span className="option-name">{record.displayName}</span>
        <span className="caption option-line">
          <span>{record.moduleName}</span>
          {confidence && <span className={`confidence confidence-${confidence}`}>{t(`confidence.${confidence}`)}</span>}
        </span>
        {reason && <span className="caption option-reason">{reasonText(reason)}</span>}
      </span>
    </label>
  );
}
