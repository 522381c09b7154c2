import { useState } from 'react';
import type { LinkChoice, RecordView, Reply } from '../../contract/api.js';
import { sortError, type PaneError } from '../api/errors.js';
import { useQuery } from '../api/query.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { t } from '../text/review-text.js';
import { announce } from '../ui/announce.js';
import { Button } from '../ui/Button.js';
import { useSettings } from './settings.js';

const keyOf = ({ module, id }: RecordView) => `${module}/${id}`;

/** Which record an address means, as this person chose; changed here, or forgotten. Nothing where nothing was chosen. */
export function RememberedChoices() {
  const { api, cache, identity } = useSettings();
  const choices = useQuery<Reply<'GET /mail/choices'>>(cache, 'choices', (signal) =>
    api.call('GET /mail/choices', {}, { signal }),
  );
  const [error, setError] = useState<PaneError>();
  const list = choices.data?.choices ?? [];
  if (list.length === 0) return null;
  const put = async ({ address }: LinkChoice, record: RecordView | undefined) => {
    setError(undefined);
    try {
      const body = { address, record: record ? { module: record.module, id: record.id } : null };
      await api.call('PUT /mail/choices', { body });
      announce(t(record ? 'choices.changed' : 'choices.forgotten', { address, name: record?.displayName ?? '' }));
      await choices.reload();
    } catch (thrown) {
      setError(sortError(thrown));
    }
  };
  return (
    <section className="card" aria-labelledby="review-choices">
      <h2 id="review-choices">{t('choices.title')}</h2>
      <p className="caption">{t('choices.text')}</p>
      {error && <ProblemBanner error={error} doing="save" identity={identity} onRetry={() => setError(undefined)} />}
      <ul className="lines">
        {list.map((it) => {
          const all = [it.record, ...it.others];
          return (
            <li key={it.address} className="line review-choice">
              <span className="line-text">{it.address}</span>
              <select
                className="input"
                aria-label={t('choices.label', { address: it.address })}
                value={keyOf(it.record)}
                onChange={(event) =>
                  void put(
                    it,
                    all.find((record) => keyOf(record) === event.target.value),
                  )
                }
              >
                {all.map((record) => (
                  <option key={keyOf(record)} value={keyOf(record)}>
                    {record.displayName}
                  </option>
                ))}
              </select>
              <Button
                look="link"
                aria-label={t('choices.forget.of', { address: it.address })}
                onClick={() => void put(it, undefined)}
              >
                {t('choices.forget')}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
