import type { ReactNode } from 'react';
import { isDecoration, type Attachment } from '../../office/item.js';
import type { Matches } from '../../../contract/api.js';
import { formatSize, t, type TextKey } from '../../text/text.js';

interface Props {
  attachments: Attachment[];
  chosen: (attachment: Attachment) => boolean;
  onChoose(id: string, isChosen: boolean): void;
  /** What the organisation chose, where it did (M45). */
  policy: Matches['files'];
  saveCopy: boolean;
  onSaveCopy(saveCopy: boolean): void;
  /** What is asked about the chosen ones. */
  children?: ReactNode;
}
const fewLines = 4;

/** Which files go with the mail. Pictures of the text and of signatures are off; where there are many lines they are folded away. */
export function AttachmentChoice({ attachments, chosen, onChoose, policy, saveCopy, onSaveCopy, children }: Props) {
  const files = attachments.filter((it) => !isDecoration(it));
  const pictures = attachments.filter(isDecoration);
  const taken = attachments.filter(chosen);
  const line = (it: Attachment) => (
    <AttachmentLine
      key={it.id}
      attachment={it}
      isFixed={policy !== undefined && policy.attachments !== 'ask'}
      isChosen={chosen(it)}
      onChoose={(isChosen) => onChoose(it.id, isChosen)}
    />
  );
  return (
    <fieldset className="section attachments">
      <legend className="section-title">{t('attachments.title')}</legend>
      {attachments.length === 0 && <p className="caption">{t('attachments.none')}</p>}
      {policy && attachments.length > 0 && (
        <p className="caption">{t(`attachments.${policy.attachments}` satisfies TextKey, { place: policy.place })}</p>
      )}
      {files.map(line)}
      {pictures.length > 0 &&
        (attachments.length <= fewLines ? (
          pictures.map(line)
        ) : (
          <details>
            <summary>{t('attachments.pictures', { count: pictures.length })}</summary>
            {pictures.map(line)}
          </details>
        ))}
      {taken.length > 0 && (
        <p className="caption">
          {t('attachments.total', {
            count: taken.length,
            size: formatSize(taken.reduce((sum, it) => sum + it.sizeBytes, 0)),
          })}
        </p>
      )}
      {children}
      <label className="check check-copy">
        <input
          type="checkbox"
          aria-label={t('attachments.copy')}
          checked={saveCopy}
          onChange={(event) => onSaveCopy(event.target.checked)}
        />
        <span className="check-text">
          <span>{t('attachments.copy')}</span>
          <span className="caption">{t('attachments.copyNote')}</span>
        </span>
      </label>
    </fieldset>
  );
}

function AttachmentLine({
  attachment,
  isFixed,
  isChosen,
  onChoose,
}: {
  attachment: Attachment;
  isFixed: boolean;
  isChosen: boolean;
  onChoose(isChosen: boolean): void;
}) {
  const isLink = attachment.kind === 'cloud';
  const note = isLink
    ? t('attachments.cloud')
    : [formatSize(attachment.sizeBytes), ...(isDecoration(attachment) ? [t('attachments.picture')] : [])].join(' · ');
  return (
    <label className="check">
      <input
        type="checkbox"
        aria-label={attachment.name}
        aria-description={note}
        checked={isChosen}
        disabled={isLink || isFixed}
        onChange={(event) => onChoose(event.target.checked)}
      />
      <span className="check-text">
        <span className="file-name">{attachment.name}</span>
        <span className="caption">{note}</span>
      </span>
    </label>
  );
}
