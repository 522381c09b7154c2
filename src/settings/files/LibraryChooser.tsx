import { useEffect, useId, useState } from 'react';
import type { Library, Site, SitePage } from '../../../contract/links.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { useQuery } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/settings-text.js';
import { Button } from '../../ui/Button.js';
import { useSettings } from '../settings.js';
import { useConnect } from '../use-connect.js';

const afterTypingMs = 300;
interface Props {
  isAllowed: boolean;
  driveId: string;
  onChoose(driveId: string): void;
}

/** A library of a site the person may open: sites they follow, or found by words; nothing is asked before it is allowed (M52, M53). */
export function LibraryChooser({ isAllowed, driveId, onChoose }: Props) {
  const { api, cache, identity } = useSettings();
  const id = useId();
  const connect = useConnect();
  const [words, setWords] = useState('');
  const [asked, setAsked] = useState('');
  const [site, setSite] = useState<Site>();
  const [error, setError] = useState<PaneError>();
  useEffect(() => {
    const timer = setTimeout(() => setAsked(words.trim()), afterTypingMs);
    return () => clearTimeout(timer);
  }, [words]);
  const sites = useQuery<SitePage>(cache, isAllowed ? `sites ${asked}` : undefined, (signal) =>
    api.call(
      'POST /sites/browse',
      { body: asked ? { from: 'search', words: asked } : { from: 'followed' } },
      { signal },
    ),
  );
  const libraries = useQuery<{ libraries: Library[] }>(cache, site ? `libraries ${site.id}` : undefined, (signal) =>
    api.call('POST /sites/libraries', { body: { site: site?.id ?? '' } }, { signal }),
  );
  const switchOn = async () => {
    try {
      await api.call('PUT /sharepoint', { body: { isOn: true } });
      await sites.reload();
    } catch (thrown) {
      setError(sortError(thrown));
    }
  };
  const state = sites.data?.state;
  const problem = error ?? connect.error ?? sites.error ?? libraries.error;
  if (!isAllowed || state === 'notAllowed')
    return (
      <div className="inset-block">
        <p>{t('files.sites.allow')}</p>
        {connect.error && (
          <ProblemBanner error={connect.error} doing="connect" identity={identity} onRetry={connect.again} />
        )}
        <Button
          isBusy={connect.isLeaving}
          onClick={() => connect.go({ permissions: ['files', 'sites'], isAnother: false, chooseAccount: false })}
        >
          {t('files.sites.allow.button')}
        </Button>
      </div>
    );
  if (state === 'off' || state === 'none')
    return (
      <div className="inset-block">
        <p>{t(state === 'off' ? 'files.sites.off' : 'files.sites.none')}</p>
        {state === 'off' && <Button onClick={() => void switchOn()}>{t('files.sites.on')}</Button>}
      </div>
    );
  return (
    <div className="inset-block">
      {problem && (
        <ProblemBanner error={problem} doing="settings" identity={identity} onRetry={() => void sites.reload()} />
      )}
      <span className="field">
        <label htmlFor={id}>{t('files.sites.search')}</label>
        <input
          id={id}
          className="input"
          type="search"
          value={words}
          onChange={(event) => {
            setWords(event.target.value);
            setSite(undefined);
          }}
        />
      </span>
      {sites.data && (
        <div role="group" aria-label={t(asked ? 'files.sites.found' : 'files.sites.followed')}>
          <h3>{t(asked ? 'files.sites.found' : 'files.sites.followed')}</h3>
          {sites.data.sites.length === 0 && (
            <p className="caption">{t(asked ? 'files.sites.empty' : 'files.sites.noFollowed')}</p>
          )}
          {sites.data.sites.map((it) => (
            <label key={it.id} className="choice">
              <input type="radio" name={`${id}-site`} checked={site?.id === it.id} onChange={() => setSite(it)} />
              <span>{it.name}</span>
            </label>
          ))}
        </div>
      )}
      {site && libraries.data && (
        <div role="group" aria-label={t('files.libraries', { site: site.name })}>
          <h3>{t('files.libraries', { site: site.name })}</h3>
          {libraries.data.libraries.map((it) => (
            <label key={it.driveId} className="choice">
              <input
                type="radio"
                name={`${id}-library`}
                checked={driveId === it.driveId}
                onChange={() => onChoose(it.driveId)}
              />
              <span>{it.name}</span>
            </label>
          ))}
        </div>
      )}
    </div>
  );
}
