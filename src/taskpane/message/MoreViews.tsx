import type { Filing, Matches, Me } from '../../../contract/api.js';
import { t as later } from '../../text/pane-text.js';
import { formatFullTime, formatTime, t } from '../../text/text.js';
import { Button } from '../../ui/Button.js';
import { usePane } from '../pane.js';

/** What happened with this mail, by whom, and the way back where there is one (U-08). */
export function HistoryView({ matches, onUnfile }: { matches: Matches | undefined; onUnfile(filing: Filing): void }) {
  if (!matches || matches.filings.length + matches.hiddenFilings === 0) return <p>{later('history.none')}</p>;
  return (
    <ul className="history">
      {matches.filings.map((it) => (
        <li key={it.id}>
          <span>
            {later('history.filed', {
              who: it.filedBy.isYou ? later('history.you') : it.filedBy.name,
              name: it.record.displayName,
            })}
          </span>
          <time className="caption" dateTime={it.filedDateTime} title={formatFullTime(it.filedDateTime)}>
            {formatTime(it.filedDateTime)}
          </time>
          {it.state === 'unfiling' && <span className="caption">{later('history.unfiling')}</span>}
          {it.canUnfile && (
            <Button look="link" aria-label={`${t('unfile')}: ${it.record.displayName}`} onClick={() => onUnfile(it)}>
              {t('unfile')}
            </Button>
          )}
        </li>
      ))}
      {matches.hiddenFilings > 0 && <li>{t('history.hidden', { count: matches.hiddenFilings })}</li>}
    </ul>
  );
}

export function HelpView({ me, onWelcome }: { me: Me | undefined; onWelcome(): void }) {
  const { configuration, host } = usePane();
  return (
    <div className="help">
      <h3 className="section-title">{later('help.how')}</h3>
      <ol>
        {(['help.step1', 'help.step2', 'help.step3'] as const).map((key) => (
          <li key={key}>{later(key)}</li>
        ))}
      </ol>
      <p>{later('help.keys')}</p>
      <Button look="link" onClick={onWelcome}>
        {later('welcome.again')}
      </Button>
      <p className="caption">
        {later('help.version', { version: configuration.version })}
        <br />
        {later('help.outlook', { outlook: host.version })}
        {me && (
          <>
            <br />
            {later('help.account', { address: me.user.address })}
            <br />
            {later('help.workspace', { name: me.workspace.name })}
          </>
        )}
      </p>
    </div>
  );
}
