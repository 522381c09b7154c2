import { useState } from 'react';
import type { AccessMapping, AccessMappings } from '../../../contract/access.js';
import type { BodyInput } from '../../../contract/api.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { useQuery } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/access-text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { Skeleton } from '../Frame.js';
import { hrefs } from '../place.js';
import { useSettings } from '../settings.js';
import { MappingForm, sourceKey } from './MappingForm.js';

/** Who in Microsoft 365 stands for the owners, teams and modules of Coherence (M51, G7). */
export function TeamsPage() {
  const { api, cache, identity } = useSettings();
  const answer = useQuery<AccessMappings>(cache, 'mappings', (signal) =>
    api.call('GET /access/mappings', {}, { signal }),
  );
  const [failure, setFailure] = useState<PaneError>();
  const [busy, setBusy] = useState<string>();
  const [chosen, setChosen] = useState('');
  const { data, error, reload } = answer;
  const change = async (name: string, work: () => Promise<AccessMappings>, said: string) => {
    setBusy(name);
    setFailure(undefined);
    try {
      cache.write('mappings', await work());
      announce(said);
      return true;
    } catch (thrown) {
      setFailure(sortError(thrown));
      return false;
    } finally {
      setBusy(undefined);
    }
  };
  const add = (body: BodyInput<'POST /access/mappings'>) =>
    change('add', () => api.call('POST /access/mappings', { body }), t('mapping.saved'));
  const remove = ({ id }: AccessMapping) =>
    change(
      id,
      () => api.call('POST /access/mappings/:mapping/remove', { params: { mapping: id } }),
      t('mapping.removed'),
    );
  const missing = [
    ...(data?.owners ?? [])
      .filter((it) => !it.isMapped && !it.address)
      .map((it) => ({
        key: sourceKey('user', it.id),
        words: t('mapping.missing.owner', { name: it.name, count: it.records }),
        name: it.name,
        example: it.example,
      })),
    ...(data?.teams ?? [])
      .filter((it) => !it.isMapped)
      .map((it) => ({
        key: sourceKey('team', it.id),
        words: t('mapping.missing.team', { name: it.id, count: it.records }),
        name: it.id,
        example: undefined,
      })),
  ];
  const problem = failure ?? error;
  return (
    <>
      {problem && <ProblemBanner error={problem} doing="settings" identity={identity} onRetry={() => void reload()} />}
      {!data && !problem && <Skeleton />}
      {data && (
        <>
          <section className="card" aria-labelledby="sharing">
            <h2 id="sharing">{t('sharing.title')}</h2>
            <p>{t(`sharing.${data.sharing}`)}</p>
            <p className="caption">
              <a href={hrefs.oneDrive}>{t('sharing.where')}</a>
            </p>
            <label className="choice">
              <input
                type="checkbox"
                checked={data.allowAnonymous}
                disabled={!data.mayChange}
                aria-busy={busy === 'anonymous' || undefined}
                onChange={(e) => {
                  const allowAnonymous = e.target.checked;
                  cache.change<AccessMappings>('mappings', (it) => ({ ...it, allowAnonymous }));
                  void change(
                    'anonymous',
                    () => api.call('PUT /access/anonymous', { body: { allowAnonymous } }),
                    t('anonymous.saved'),
                  ).then((isKept) => {
                    if (!isKept)
                      cache.change<AccessMappings>('mappings', (it) => ({ ...it, allowAnonymous: !allowAnonymous }));
                  });
                }}
              />
              <span className="choice-text">
                <span>{t('anonymous.label')}</span>
                <span className="caption">{t('anonymous.text')}</span>
                {!data.mayChange && <span className="caption">{t('anonymous.notAdmin')}</span>}
              </span>
            </label>
          </section>
          <section className="card" aria-labelledby="mapping">
            <h2 id="mapping">{t('mapping.title')}</h2>
            <p>{t('mapping.intro')}</p>
            {!data.mayChange && <p className="caption">{t('settings.notAdmin')}</p>}
            {data.mappings.length === 0 ? (
              <p className="caption">{t('mapping.empty')}</p>
            ) : (
              <ul className="lines" aria-label={t('mapping.list')}>
                {data.mappings.map((it) => (
                  <li key={it.id} className="line">
                    <span className="line-text">
                      <span>{t(`mapping.for.${it.source.kind}`, { name: it.sourceName })}</span>
                      <span className="caption">
                        {[it.to.name, it.to.address !== it.to.name && it.to.address].filter(Boolean).join(' · ')}
                        {it.source.kind !== 'user' && ` · ${t(`mapping.role.${it.role}`)}`}
                      </span>
                    </span>
                    {data.mayChange && (
                      <Button
                        look="subtle"
                        isBusy={busy === it.id}
                        aria-label={t('mapping.remove.of', {
                          to: it.to.name,
                          source: t(`mapping.for.${it.source.kind}`, { name: it.sourceName }),
                        })}
                        onClick={() => void remove(it)}
                      >
                        {t('mapping.remove')}
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
            )}
            {data.mayChange && missing.length > 0 && (
              <>
                <h3>{t('mapping.missing')}</h3>
                <ul className="lines" aria-label={t('mapping.missing')}>
                  {missing.map(({ key, words, name, example }) => (
                    <li key={key} className="line">
                      <span className="line-text">
                        <span>{words}</span>
                        {example && <span className="caption">{t('mapping.missing.example', { name: example })}</span>}
                      </span>
                      <Button aria-label={t('mapping.name.of', { name })} onClick={() => setChosen(key)}>
                        {t('mapping.name')}
                      </Button>
                    </li>
                  ))}
                </ul>
              </>
            )}
          </section>
          {data.mayChange && (
            <MappingForm key={chosen} mappings={data} chosen={chosen} isBusy={busy === 'add'} onAdd={add} />
          )}
        </>
      )}
    </>
  );
}
