import type { Reply } from '../../../contract/api.js';
import { useLookAgain } from '../../api/look-again.js';
import { useQuery } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/calendar-text.js';
import { t as words } from '../../text/settings-text.js';
import { Button } from '../../ui/Button.js';
import { Skeleton } from '../Frame.js';
import { hrefs } from '../place.js';
import { Refusal } from '../LastAttempt.js';
import { useSettings, type Connection } from '../settings.js';
import { useConnect } from '../use-connect.js';
import { CalendarForm } from './CalendarForm.js';

type Accounts = Reply<'GET /calendar/settings'>;
const againMs = 3_000;

/** Settings > Integrations > Calendar: which calendars are followed, how, and where new events go (M29). No second sign-in (M27). */
export function CalendarSettingsPage({
  connection,
  reload: again,
}: {
  connection: Connection;
  reload(): Promise<void>;
}) {
  const { api, cache, identity } = useSettings();
  const answer = useQuery<Accounts>(cache, 'calendar settings', (signal) =>
    api.call('GET /calendar/settings', {}, { signal }),
  );
  const connect = useConnect();
  const { data, error, reload } = answer;
  const isReading = data?.accounts.some((it) => it.calendars.some((one) => one.progress?.state === 'reading')) ?? false;
  useLookAgain(reload, isReading ? againMs : undefined);
  return (
    <>
      <div className="page-head">
        <h1>{t('set.title')}</h1>
        <p className="caption">{t('set.text')}</p>
      </div>
      <Refusal of={['calendar']} connection={connection} connect={connect} onDone={() => void again()} />
      {error && <ProblemBanner error={error} doing="settings" identity={identity} onRetry={() => void reload()} />}
      {connect.error && (
        <ProblemBanner error={connect.error} doing="connect" identity={identity} onRetry={connect.again} />
      )}
      {!data && !error && <Skeleton />}
      {data?.accounts.length === 0 && (
        <section className="card">
          <p>{t('set.notConnected')}</p>
          <p>
            <a className="link" href={hrefs.microsoft}>
              {words('integrations.microsoft')}
            </a>
          </p>
        </section>
      )}
      {data?.accounts.map((account) => (
        <section key={account.mailbox.id} aria-label={account.mailbox.address}>
          {data.accounts.length > 1 && <h2 className="account-name">{account.mailbox.address}</h2>}
          {account.state === 'not_allowed' && (
            <section className="card">
              <h2>{t('set.allow.title')}</h2>
              <p>{t('set.allow.text')}</p>
              <div className="row">
                <Button
                  look="primary"
                  isBusy={connect.isLeaving}
                  onClick={() =>
                    connect.go({
                      permissions: ['mail', 'calendar'],
                      isAnother: !account.mailbox.connectedBy.isYou,
                      chooseAccount: false,
                    })
                  }
                >
                  {connect.isLeaving ? words('connect.leaving') : t('set.allow.button')}
                </Button>
              </div>
            </section>
          )}
          {account.state === 'needs_attention' && (
            <section className="card">
              <p>{account.mailbox.problem?.sentence ?? t('set.attention')}</p>
              <a className="link" href={hrefs.microsoft}>
                {words('integrations.microsoft')}
              </a>
            </section>
          )}
          {account.state === 'ready' && <CalendarForm key={account.version} account={account} onSaved={reload} />}
        </section>
      ))}
    </>
  );
}
