import { useRef, useState } from 'react';
import { t } from '../../text/diagnosis-text.js';
import { CopyButton } from './CopyButton.js';
import { detailsText, type DetailLine } from './facts.js';
import './diagnosis.css';

/** What somebody who helps needs to know, to be copied by one press. */
export function Details({ lines }: { lines: readonly DetailLine[] }) {
  const list = useRef<HTMLDListElement>(null);
  const [isClosed, setIsClosed] = useState(false);
  const select = () => {
    setIsClosed(true);
    if (list.current) window.getSelection()?.selectAllChildren(list.current);
  };
  return (
    <details className="diagnosis-details">
      <summary>{t('details.title')}</summary>
      <dl ref={list}>
        {lines.map(({ label, value }) => (
          <div key={label}>
            <dt>{t(label)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {isClosed && <p className="caption">{t('details.byHand')}</p>}
      <CopyButton text={detailsText(lines)} label="details.copy" look="subtle" onClosed={select} />
    </details>
  );
}
