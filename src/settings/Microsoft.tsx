import { t as tAdmin } from '../text/admin-text.js';
import { t, type SettingsKey } from '../text/settings-text.js';
import { Icon } from '../ui/Icon.js';
import { AddShared } from './AddShared.js';
import { ConnectOutlook } from './ConnectOutlook.js';
import { hrefs } from './place.js';
import { Lacks } from './Lacks.js';
import { LastAttempt } from './LastAttempt.js';
import { MailboxCard } from './MailboxCard.js';
import { ReviewCard } from './ReviewCard.js';
import { State } from './State.js';
import { useConnect } from './use-connect.js';
import { useKind } from './use-kind.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { Button } from '../ui/Button.js';
import { useSettings, type Connection } from './settings.js';

type Service = Connection['services'][number];
interface Props {
  connection: Connection;
  reload(): Promise<void>;
}

/** Settings > Integrations > Microsoft: what is connected, what was allowed, and connecting (M2, M3). */
export function Microsoft({ connection, reload }: Props) {
  const { identity } = useSettings();
  const connect = useConnect();
  const { lacks } = useKind();
  const { services, permissions, mailboxes, lastAttempt } = connection;
  const mail = services.find((it) => it.service === 'mail');
  const others = services.filter((it) => it.service !== 'mail');
  const isConnected = mail !== undefined && mail.state !== 'not_connected' && mail.state !== 'waiting_for_approval';
  const isAllowed = (name: string) => permissions.some((it) => it.permission === name && it.isGranted);
  return (
    <>
      <div className="page-head">
        <h1>{t('integrations.microsoft')}</h1>
        <p className="caption">{t('workspace', { name: connection.workspace.name })}</p>
      </div>
      {lastAttempt && (
        <LastAttempt attempt={lastAttempt} connection={connection} connect={connect} onDone={() => void reload()} />
      )}
      {connect.error && (
        <ProblemBanner error={connect.error} doing="connect" identity={identity} onRetry={connect.again} />
      )}
      {!isConnected && <ConnectOutlook connect={connect} mail={mail} />}
      {mailboxes.length > 0 && (
        <section className="card" aria-labelledby="mailboxes">
          <h2 id="mailboxes">{t('mailboxes')}</h2>
          <ul className="lines">
            {mailboxes.map((it) => (
              <MailboxCard key={it.id} mailbox={it} connect={connect} />
            ))}
          </ul>
          {isConnected && (
            <div className="card-foot">
              {!lacks.some((it) => it.feature === 'shared') && (
                <AddShared isAllowed={isAllowed('shared')} connect={connect} onAdded={reload} />
              )}
              <Button
                look="link"
                onClick={() => connect.go({ permissions: ['mail', 'send'], isAnother: true, chooseAccount: true })}
              >
                {t('mailbox.another')}
              </Button>
            </div>
          )}
        </section>
      )}
      {mailboxes.length > 0 && <ReviewCard />}
      <section className="card" aria-labelledby="services">
        <h2 id="services">{t('services')}</h2>
        <ul className="lines">
          {[...(mail ? [mail] : []), ...others].map((it) => (
            <ServiceLine key={it.service} service={it} />
          ))}
        </ul>
      </section>
      {isConnected && (
        <section className="card" aria-labelledby="permissions">
          <h2 id="permissions">{t('permissions.title')}</h2>
          <ul className="lines">
            {permissions
              .filter((it) => it.isGranted || it.permission === 'send')
              .map(({ permission, isGranted }) => (
                <li key={permission} className="line">
                  <Icon name={isGranted ? 'done' : 'info'} className={isGranted ? 'good' : ''} />
                  <span className="line-text">
                    <span>{t(`permission.${permission}` satisfies SettingsKey)}</span>
                    <span className="caption">{t(`permission.${permission}.why` satisfies SettingsKey)}</span>
                  </span>
                  {isGranted ? (
                    <span className="caption">{t('permission.granted')}</span>
                  ) : (
                    <Button
                      isBusy={connect.isLeaving}
                      aria-label={`${t('permission.allow')}: ${t(`permission.${permission}` satisfies SettingsKey)}`}
                      onClick={() =>
                        connect.go({ permissions: ['mail', permission], isAnother: false, chooseAccount: false })
                      }
                    >
                      {t('permission.allow')}
                    </Button>
                  )}
                </li>
              ))}
          </ul>
        </section>
      )}
      <Lacks />
      {isConnected && (
        <p className="row">
          <a className="link" href={hrefs.leave}>
            {tAdmin('leave.link')}
          </a>
        </p>
      )}
    </>
  );
}

function ServiceLine({ service: { service, state, address, problem } }: { service: Service }) {
  const off = service !== 'mail' && state === 'not_connected';
  return (
    <li className="line">
      <span className="line-text">
        <span className="line-title">{t(service === 'mail' ? 'email' : service)}</span>
        {address && state === 'connected' && <span className="caption">{t('state.connected.as', { address })}</span>}
        {problem && <span className="caption">{problem.sentence}</span>}
        {off && <span className="caption">{t(`service.${service}.off` satisfies SettingsKey)}</span>}
      </span>
      <State state={state} />
    </li>
  );
}
