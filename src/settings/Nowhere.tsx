import { t } from '../text/settings-text.js';
import { Icon } from '../ui/Icon.js';
import { hrefs } from './place.js';

export const Nowhere = () => (
  <div className="empty">
    <Icon name="search" className="empty-icon" />
    <h1>{t('notFound')}</h1>
    <p>{t('notFound.text')}</p>
    <div className="empty-actions">
      <a className="button button-primary" href={hrefs.integrations}>
        {t('integrations')}
      </a>
    </div>
  </div>
);
