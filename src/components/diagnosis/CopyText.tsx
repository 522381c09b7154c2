import { useState } from 'react';
import { t } from '../../text/diagnosis-text.js';
import { Button } from '../../ui/Button.js';

interface Props {
  text: string;
  label: string;
  rows?: number;
}

/** A text that is ready to be copied; it can be selected by hand where the clipboard is closed. */
export function CopyText({ text, label, rows = 6 }: Props) {
  const [isCopied, setIsCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard?.writeText(text);
    setIsCopied(true);
  };
  return (
    <div className="copy-text">
      <textarea className="for-it" readOnly rows={rows} aria-label={label} value={text} />
      <Button
        icon={isCopied ? 'check' : undefined}
        onClick={() => {
          void copy().catch(() => undefined);
        }}
      >
        {t(isCopied ? 'details.copied' : 'message.copy')}
      </Button>
    </div>
  );
}
