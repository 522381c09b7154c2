import { useRef, useState } from 'react';
import { t } from '../../text/diagnosis-text.js';
import { CopyButton } from './CopyButton.js';

interface Props {
  text: string;
  label: string;
  rows?: number;
}

/** A text that is ready to be copied; where the clipboard is closed it is selected, to be copied by keys. */
export function CopyText({ text, label, rows = 6 }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [isClosed, setIsClosed] = useState(false);
  const select = () => {
    setIsClosed(true);
    field.current?.focus();
    field.current?.select();
  };
  return (
    <div className="copy-text">
      <textarea ref={field} className="for-it" readOnly rows={rows} aria-label={label} value={text} />
      {isClosed && <p className="caption">{t('details.byHand')}</p>}
      <CopyButton text={text} label="message.copy" onClosed={select} />
    </div>
  );
}
