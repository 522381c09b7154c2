import { t } from '../text/text.js';
import { Icon } from '../ui/Icon.js';
import { Frame } from './Frame.js';
import { RecordSearch } from './message/RecordSearch.js';

/** A pinned pane with no mail selected is a state, not an error (U-21). */
export function NoItem() {
  return (
    <Frame title={t('app.name')}>
      <section className="section empty">
        <Icon name="mail" className="empty-icon" />
        <h2>{t('noItem.title')}</h2>
        <p>{t('noItem.body')}</p>
      </section>
      <section className="section">
        <RecordSearch />
      </section>
    </Frame>
  );
}
