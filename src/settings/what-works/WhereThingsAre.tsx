import type { Reply } from '../../../contract/api.js';
import { useQuery } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t, type WhatWorksKey } from '../../text/what-works-text.js';
import { Skeleton } from '../Frame.js';
import { useSettings } from '../settings.js';

const columns = ['microsoft', 'coherence', 'here', 'howLong'] as const;

/** What is kept at Microsoft, in Coherence and here. Where there is no room for columns, each cell says its own; the roles keep it a table. */
export function WhereThingsAre() {
  const { api, cache, identity } = useSettings();
  const { data, error, reload } = useQuery<Reply<'GET /where-things-are'>>(cache, 'where things are', (signal) =>
    api.call('GET /where-things-are', {}, { signal }),
  );
  return (
    <section className="card" aria-labelledby="kept">
      <h2 id="kept">{t('kept.title')}</h2>
      <p>
        {t('kept.text')}{' '}
        <a className="link" href="/privacy">
          {t('kept.more')}
        </a>
      </p>
      {error && <ProblemBanner error={error} doing="settings" identity={identity} onRetry={() => void reload()} />}
      {!data && !error && <Skeleton />}
      {data && (
        <table className="kept" role="table" aria-labelledby="kept">
          <thead role="rowgroup">
            <tr role="row">
              {(['what', ...columns] as const).map((it) => (
                <th key={it} role="columnheader" scope="col">
                  {t(`kept.${it}` satisfies WhatWorksKey)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {data.kinds.map((kind) => (
              <tr key={kind.what} role="row">
                <th role="rowheader" scope="row">
                  {kind.what}
                </th>
                {columns.map((it) => (
                  <td key={it} role="cell" className={kind[it] ? undefined : 'kept-nothing'}>
                    <span className="kept-label" aria-hidden="true">
                      {t(`kept.${it}` satisfies WhatWorksKey)}
                    </span>
                    {kind[it] || t('kept.nothing')}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
