import type { Me } from '../../contract/api.js';
import { useQuery } from '../api/query.js';
import { t as tAdmin } from '../text/admin-text.js';
import { t as tCalendar } from '../text/calendar-text.js';
import { t } from '../text/settings-text.js';
import { Icon, type IconName } from '../ui/Icon.js';
import { LinkOut } from '../ui/LinkOut.js';
import { useSettings, type Connection } from './settings.js';
import { hrefs } from './place.js';
import { State } from './State.js';

interface Part {
  href: string;
  icon: IconName;
  title: string;
  text: string;
  state?: Connection['services'][number]['state'] | undefined;
}
const PartCard = ({ href, icon, title, text, state }: Part) => (
  <a className="card card-link" href={href}>
    <span className="sign">
      <Icon name={icon} />
    </span>
    <span className="card-text">
      <span className="card-title">{title}</span>
      <span className="caption">{text}</span>
    </span>
    {state && <State state={state} />}
  </a>
);

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
      <PartCard
        href={hrefs.microsoft}
        icon="mail"
        title={t('integrations.microsoft')}
        text={t('integrations.microsoft.text')}
        state={mail?.state}
      />
      <PartCard
        href={hrefs.calendar}
        icon="clock"
        title={tCalendar('set.title')}
        text={tCalendar('set.text')}
        state={calendar?.state}
      />
      <PartCard
        href={hrefs.oneDrive}
        icon="folder"
        title={t('files.title')}
        text={t('files.text')}
        state={files?.state}
      />
      <PartCard href={hrefs.whatWorks} icon="info" title={t('works.title')} text={t('works.text')} />
      {me.data?.isAdministrator && (
        <PartCard href={hrefs.admin()} icon="lock" title={tAdmin('title')} text={tAdmin('card.text')} />
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
