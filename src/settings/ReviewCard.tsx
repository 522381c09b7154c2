import type { Reply } from '../../contract/api.js';
import { useQuery } from '../api/query.js';
import { t } from '../text/review-text.js';
import { Icon } from '../ui/Icon.js';
import { hrefs } from './place.js';
import { useSettings } from './settings.js';
import { reviewKey } from './use-review.js';

/** The way to "Review links", with how much waits there. */
export function ReviewCard() {
  const { api, cache } = useSettings();
  const { data } = useQuery<Reply<'GET /mail/review'>>(cache, reviewKey, (signal) =>
    api.call('GET /mail/review', { query: { before: undefined, module: undefined, record: undefined } }, { signal }),
  );
  const waiting = data ? data.count + data.conversations.length : undefined;
  return (
    <a className="card card-link" href={hrefs.review}>
      <span className="sign">
        <Icon name="task" />
      </span>
      <span className="card-text">
        <span className="card-title">{t('title')}</span>
        <span className="caption">{t('card.text')}</span>
      </span>
      {waiting !== undefined && (
        <span className={`pill ${waiting > 0 ? 'pill-warn' : ''}`}>
          {waiting > 0 ? t('card.count', { count: waiting }) : t('card.none')}
        </span>
      )}
    </a>
  );
}
