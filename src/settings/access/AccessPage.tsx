import '../../components/access.css';
import './access.css';
import { t } from '../../text/access-text.js';
import { hrefs, type AccessView } from '../place.js';
import { DriftPage } from './DriftPage.js';
import { TeamsPage } from './TeamsPage.js';

/** Settings > OneDrive > Access: which folders differ from their record, and who stands for whom. */
export function AccessPage({ view }: { view: AccessView }) {
  return (
    <>
      <div className="page-head">
        <h1>{t('settings.title')}</h1>
        <p className="caption">{t('settings.intro')}</p>
      </div>
      <nav className="tabs" aria-label={t('tabs.label')}>
        {(['drift', 'teams'] as const).map((it) => (
          <a key={it} href={hrefs.access(it)} aria-current={view === it ? 'page' : undefined}>
            {t(`tabs.${it}`)}
          </a>
        ))}
      </nav>
      {view === 'teams' ? <TeamsPage /> : <DriftPage />}
    </>
  );
}
