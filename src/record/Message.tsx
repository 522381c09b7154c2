import type { ReactNode } from 'react';
import { t as words, type RecordKey } from '../text/record-text.js';
import { t } from '../text/text.js';
import { Icon, type IconName } from '../ui/Icon.js';

type Kind = 'consented' | 'refused' | 'noAddress' | 'notFound' | 'signIn';
const icons: Record<Kind, IconName> = {
  consented: 'done',
  refused: 'info',
  noAddress: 'search',
  notFound: 'info',
  signIn: 'lock',
};

/** A page that says one thing. */
export function Message({ kind, children }: { kind: Kind; children?: ReactNode }) {
  return (
    <div className="record-page">
      <header className="record-bar">
        <span className="wordmark">{t('app.name')}</span>
      </header>
      <main className="record-main empty">
        <Icon name={icons[kind]} className="empty-icon" />
        <h1>{words(`record.${kind}.title` satisfies RecordKey)}</h1>
        <p>{words(`record.${kind}.body` satisfies RecordKey)}</p>
        {children && <div className="empty-actions">{children}</div>}
      </main>
    </div>
  );
}
