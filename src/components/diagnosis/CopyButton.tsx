import { useState } from 'react';
import { t, type DiagnosisKey } from '../../text/diagnosis-text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { copyText } from '../../ui/copy.js';

interface Props {
  text: string;
  label: DiagnosisKey;
  look?: 'secondary' | 'subtle';
  /** The clipboard is closed to this page: the text is to be selected for the person. */
  onClosed(): void;
}

/** Copies, and says so; a press is never without an answer. */
export function CopyButton({ text, label, look = 'secondary', onClosed }: Props) {
  const [isCopied, setIsCopied] = useState(false);
  const copy = async () => {
    const isThere = await copyText(text);
    setIsCopied(isThere);
    announce(t(isThere ? 'details.copied' : 'details.byHand'));
    if (!isThere) onClosed();
  };
  return (
    <Button look={look} icon={isCopied ? 'check' : undefined} onClick={() => void copy()}>
      {t(isCopied ? 'details.copied' : label)}
    </Button>
  );
}
