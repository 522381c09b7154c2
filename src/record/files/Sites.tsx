import { useEffect, useState } from 'react';
import type { Library, Site, SitePage } from '../../../contract/links.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/files-text.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';
import { Browser, type Picking } from './Browser.js';

type From = 'followed' | 'recent' | 'search';

/** SharePoint, from the site to the library to the file. */
export function Sites(pick: Picking) {
  const { api, identity } = pick;
  const [wish, setWish] = useState<{ from: From; words: string }>({ from: 'followed', words: '' });
  const [words, setWords] = useState('');
  const [found, setFound] = useState<SitePage>();
  const [error, setError] = useState<PaneError>();
  const [attempt, setAttempt] = useState(0);
  const [site, setSite] = useState<{ site: Site; libraries: Library[] }>();
  const [library, setLibrary] = useState<Library>();
  useEffect(() => {
    const stop = new AbortController();
    const body = wish.from === 'search' ? wish : { from: wish.from };
    api.call('POST /sites/browse', { body }, { signal: stop.signal }).then(setFound, (thrown: unknown) => {
      if (!stop.signal.aborted) setError(sortError(thrown));
    });
    return () => stop.abort();
  }, [api, wish, attempt]);
  const ask = (next: typeof wish) => {
    setFound(undefined);
    setError(undefined);
    setWish(next);
  };
  const open = async (chosen: Site) => {
    setError(undefined);
    try {
      const { libraries } = await api.call('POST /sites/libraries', { body: { site: chosen.id } });
      setSite({ site: chosen, libraries });
    } catch (thrown) {
      setError(sortError(thrown));
    }
  };

  if (site && library)
    return (
      <Browser
        key={library.driveId}
        {...pick}
        start={{ from: 'folder', driveId: library.driveId }}
        startName={library.name}
        onLeave={{ name: site.site.name, go: () => setLibrary(undefined) }}
      />
    );
  const problem = error && (
    <ProblemBanner
      error={error}
      doing="files"
      identity={identity}
      onRetry={() => {
        setError(undefined);
        setAttempt((n) => n + 1);
      }}
    />
  );
  if (site)
    return (
      <div className="browser">
        <nav className="crumbs" aria-label={t('pick.path')}>
          <Button look="link" onClick={() => setSite(undefined)}>
            {t('pick.sites')}
          </Button>
          <span className="crumb">
            <Icon name="chevronRight" />
            <span aria-current="location">{site.site.name}</span>
          </span>
        </nav>
        {problem}
        <Choices
          label={site.site.name}
          of={site.libraries.map((it) => ({
            key: it.driveId,
            name: it.name,
            says: t('sites.library', { name: it.name }),
          }))}
          onChoose={(key) => setLibrary(site.libraries.find((it) => it.driveId === key))}
        />
      </div>
    );
  return (
    <div className="browser">
      <form
        className="pick-form"
        onSubmit={(event) => {
          event.preventDefault();
          ask({ from: 'search', words: words.trim() });
        }}
      >
        <label>
          <span>{t('sites.label')}</span>
          <select
            value={wish.from}
            onChange={(event) => ask({ from: event.target.value as From, words: words.trim() })}
          >
            {(['followed', 'recent', 'search'] as const).map((it) => (
              <option key={it} value={it}>
                {t(`sites.${it}`)}
              </option>
            ))}
          </select>
        </label>
        {wish.from === 'search' && (
          <>
            <label>
              <span>{t('sites.words')}</span>
              <input type="search" value={words} maxLength={200} onChange={(event) => setWords(event.target.value)} />
            </label>
            <Button type="submit" icon="search">
              {t('pick.find')}
            </Button>
          </>
        )}
      </form>
      {problem}
      {!found && !error && (
        <p className="preview-wait" role="status">
          {t('pick.loading')}
        </p>
      )}
      {found?.state === 'off' && (
        <Banner tone="info" title={t('sites.off.title')}>
          {t('sites.off.body')}
        </Banner>
      )}
      {found?.state === 'none' && (
        <Banner tone="info" title={t('sites.account.title')}>
          {t('sites.account.body')}
        </Banner>
      )}
      {found?.state === 'notAllowed' && (
        <Banner
          tone="info"
          title={t('sites.notAllowed.title')}
          actions={
            <>
              <a className="button" href={found.allowUrl} target="_blank" rel="noopener noreferrer">
                {t('allow')}
              </a>
              <Button icon="retry" onClick={() => ask({ ...wish })}>
                {t('refresh')}
              </Button>
            </>
          }
        >
          {t('sites.notAllowed.body')}
        </Banner>
      )}
      {found?.state === 'on' && found.sites.length === 0 && <p className="files-empty">{t('sites.none')}</p>}
      {found?.state === 'on' && (
        <Choices
          label={t(`sites.${wish.from}`)}
          of={found.sites.map((it) => ({
            key: it.id,
            name: it.name,
            more: it.description,
            says: t('sites.open', { name: it.name }),
          }))}
          onChoose={(key) => {
            const chosen = found.sites.find((it) => it.id === key);
            if (chosen) void open(chosen);
          }}
        />
      )}
    </div>
  );
}

interface Choice {
  key: string;
  name: string;
  more?: string | undefined;
  says: string;
}
const Choices = ({ label, of, onChoose }: { label: string; of: Choice[]; onChoose(key: string): void }) => (
  <ul className="pick-list" aria-label={label}>
    {of.map((it) => (
      <li key={it.key} className="pick-line">
        <button type="button" className="pick-item" aria-label={it.says} onClick={() => onChoose(it.key)}>
          <span className="file-picture" aria-hidden="true">
            <Icon name="building" />
          </span>
          <span className="linked-file-text">
            <span className="file-name">{it.name}</span>
            {it.more && <span className="caption">{it.more}</span>}
          </span>
          <Icon name="chevronRight" />
        </button>
      </li>
    ))}
  </ul>
);
