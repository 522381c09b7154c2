import type { Me } from '../../contract/api.js';
import { useQuery } from '../api/query.js';
import { t as tAdmin } from '../text/admin-text.js';
import { t as tCalendar } from '../text/calendar-text.js';
import { t } from '../text/settings-text.js';
import { Icon } from '../ui/Icon.js';
import { LinkOut } from '../ui/LinkOut.js';
import { useSettings, type Connection } from './settings.js';
import { hrefs } from './place.js';
import { State } from './State.js';

/** Ours, and the honest word that the others are not (M101). */
export function Integrations({ connection }: { connection: Connection }) {
  const { api, cache } = useSettings();
  const me = useQuery<Me>(cache, 'me', (signal) => api.call('GET /me', {}, { signal }));
  const mail = connection.services.find((it) => it.service === 'mail');
  const calendar = connection.services.find((it) => it.service === 'calendar');
  const files = connection.services.find((it) => it.service === 'files');
  return (
    <>
      <div className="page-head">
        <h1>{t('integrations')}</h1>
        <p className="caption">
          {t('integrations.intro')} {t('workspace', { name: connection.workspace.name })}
        </p>
      </div>
      <a className="card card-link" href={hrefs.microsoft}>
        <span className="sign">
          <Icon name="mail" />
        </span>
        <span className="card-text">
          <span className="card-title">{t('integrations.microsoft')}</span>
          <span className="caption">{t('integrations.microsoft.text')}</span>
        </span>
        {mail && <State state={mail.state} />}
      </a>
      <a className="card card-link" href={hrefs.calendar}>
        <span className="sign">
          <Icon name="clock" />
        </span>
        <span className="card-text">
          <span className="card-title">{tCalendar('set.title')}</span>
          <span className="caption">{tCalendar('set.text')}</span>
        </span>
        {calendar && <State state={calendar.state} />}
      </a>
      <a className="card card-link" href={hrefs.oneDrive}>
        <span className="sign">
          <Icon name="folder" />
        </span>
        <span className="card-text">
          <span className="card-title">{t('files.title')}</span>
          <span className="caption">{t('files.text')}</span>
        </span>
        {files && <State state={files.state} />}
      </a>
      <a className="card card-link" href={hrefs.whatWorks}>
        <span className="sign">
          <Icon name="info" />
        </span>
        <span className="card-text">
          <span className="card-title">{t('works.title')}</span>
          <span className="caption">{t('works.text')}</span>
        </span>
      </a>
      {me.data?.isAdministrator && (
        <a className="card card-link" href={hrefs.admin()}>
          <span className="sign">
            <Icon name="lock" />
          </span>
          <span className="card-text">
            <span className="card-title">{tAdmin('title')}</span>
            <span className="caption">{tAdmin('card.text')}</span>
          </span>
        </a>
      )}
      <section className="card" aria-labelledby="others">
        <h2 id="others">{t('integrations.others')}</h2>
        <p>{t('integrations.others.text')}</p>
        <p className="row">
          <LinkOut href="https://getcoherence.io/docs/integrations/google">{t('integrations.google')}</LinkOut>
          <LinkOut href="https://getcoherence.io/">{t('integrations.available')}</LinkOut>
        </p>
      </section>
    </>
  );
}
