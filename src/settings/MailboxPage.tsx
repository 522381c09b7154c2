import type { Mailbox } from '../../contract/connection.js';
import { t } from '../text/settings-text.js';
import { Banner } from '../ui/Banner.js';
import { Disconnect } from './Disconnect.js';
import { whose } from './MailboxCard.js';
import { hrefs, type MailboxView } from './place.js';
import { PreviewView } from './Preview.js';
import { ProgressView } from './Progress.js';
import { SettingsForm } from './SettingsForm.js';
import { MailboxState } from './State.js';
import { SyncLog } from './SyncLog.js';

interface Props {
  mailbox: Mailbox;
  view: MailboxView;
  reload(): Promise<void>;
}

/** One mailbox: its settings, how far it is, and leaving it. Its address stands above everything. */
export function MailboxPage({ mailbox, view, reload }: Props) {
  const tabs: { view: MailboxView; name: string }[] = mailbox.isConfigured
    ? [
        { view: 'progress', name: t('mailbox.progress') },
        { view: 'settings', name: t('mailbox.settings') },
        { view: 'log', name: t('mailbox.log') },
        { view: 'disconnect', name: t('mailbox.disconnect') },
      ]
    : [
        { view: 'settings', name: t('mailbox.configure') },
        { view: 'disconnect', name: t('mailbox.disconnect') },
      ];
  return (
    <>
      <div className="page-head">
        <h1>{mailbox.address}</h1>
        <p className="caption">{whose(mailbox)}</p>
        <MailboxState state={mailbox.state} />
      </div>
      <nav className="tabs" aria-label={mailbox.address}>
        {tabs.map((it) => (
          <a
            key={it.view}
            href={hrefs.mailbox(mailbox.id, it.view)}
            aria-current={it.view === (view === 'preview' ? 'settings' : view) ? 'page' : undefined}
          >
            {it.name}
          </a>
        ))}
      </nav>
      {mailbox.problem && (
        <Banner
          tone="warning"
          title={t(mailbox.state === 'unsupported' ? 'mailbox.state.unsupported' : 'mailbox.state.needs_sign_in')}
          reference={mailbox.problem.reference}
          actions={
            <a className="button" href={hrefs.microsoft}>
              {t('connect.again')}
            </a>
          }
        >
          {mailbox.problem.sentence}
        </Banner>
      )}
      {view === 'settings' && <SettingsForm mailbox={mailbox} onSaved={reload} />}
      {view === 'preview' && <PreviewView mailbox={mailbox} onSaved={reload} />}
      {view === 'progress' && <ProgressView mailbox={mailbox} onChanged={reload} />}
      {view === 'log' && <SyncLog mailbox={mailbox} />}
      {view === 'disconnect' && <Disconnect mailbox={mailbox} onDone={reload} />}
    </>
  );
}
