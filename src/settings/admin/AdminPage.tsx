import './admin.css';
import { t, type AdminKey } from '../../text/admin-text.js';
import { adminViews, hrefs, type AdminView } from '../place.js';
import { AuditView } from './AuditView.js';
import { CoherenceView } from './CoherenceView.js';
import { HealthView } from './HealthView.js';
import { PolicyView } from './PolicyView.js';
import { PrivacyView } from './PrivacyView.js';
import { SetupView } from './SetupView.js';

const views = {
  setup: SetupView,
  coherence: CoherenceView,
  policy: PolicyView,
  mailboxes: HealthView,
  audit: AuditView,
  privacy: PrivacyView,
};

/** Settings > Administration, for administrators only: the server refuses everybody else, and each part says so. */
export function AdminPage({ view }: { view: AdminView }) {
  const View = views[view];
  return (
    <>
      <div className="page-head">
        <h1>{t('title')}</h1>
        <p className="caption">{t('intro')}</p>
      </div>
      <nav className="tabs" aria-label={t('tabs.label')}>
        {adminViews.map((it) => (
          <a key={it} href={hrefs.admin(it)} aria-current={view === it ? 'page' : undefined}>
            {t(`tabs.${it}` satisfies AdminKey)}
          </a>
        ))}
      </nav>
      <View key={view} />
    </>
  );
}
