import { t, type SettingsKey } from '../text/settings-text.js';
import { Icon } from '../ui/Icon.js';
import { hrefs } from './place.js';

const reasons = ['unknown', 'used', 'expired', 'another_browser'] as const;
type Reason = (typeof reasons)[number];

/** Why the server did not take the end of a sign-in, if it said so on this page. */
export function readRefusal(page: Document = document): Reason | undefined {
  const said: unknown = JSON.parse(page.getElementById('refusal')?.textContent ?? 'null');
  return reasons.find((it) => it === said);
}

export function Refused({ why }: { why: Reason }) {
  return (
    <>
      <header className="page-bar">
        <span className="wordmark">Coherence</span>
      </header>
      <main className="page-main empty">
        <Icon name="lock" className="empty-icon" />
        <h1>{t('refusal.title')}</h1>
        <p>
          {t(`refusal.${why}` satisfies SettingsKey)} {t('refusal.next')}
        </p>
        <div className="empty-actions">
          <a className="button button-primary" href={`/settings${hrefs.microsoft}`}>
            {t('refusal.back')}
          </a>
        </div>
      </main>
    </>
  );
}
