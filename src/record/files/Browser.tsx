import { useEffect, useRef, useState } from 'react';
import type { FileItem, FilePlace, FileRef } from '../../../contract/links.js';
import type { Api } from '../../api/client.js';
import { sortError, type PaneError } from '../../api/errors.js';
import type { Identity } from '../../api/identity.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/files-text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';
import { FileFacts, FilePicture } from '../../components/FileFacts.js';

export interface Picking {
  api: Api;
  identity: Identity;
  /** The item that is just being linked. */
  linking: string | undefined;
  onPick(file: FileRef): void;
}
interface Props extends Picking {
  start: FilePlace;
  startName: string;
  /** Said where nothing is. */
  nothing?: string;
  /** Leads out of the first place, to where it was chosen. */
  onLeave?: { name: string; go(): void };
}
type Step = { place: FilePlace; name: string };

/** A place with files, a page at a time; folders open, files and folders can be linked. */
export function Browser({ api, identity, linking, onPick, start, startName, nothing, onLeave }: Props) {
  const [path, setPath] = useState<Step[]>([{ place: start, name: startName }]);
  const here = path.at(-1) as Step;
  const [page, setPage] = useState<{ items: FileItem[]; next?: string | undefined }>();
  const [error, setError] = useState<PaneError>();
  const [isBusy, setIsBusy] = useState(false);
  const head = useRef<HTMLElement>(null);
  const key = JSON.stringify(here.place);

  const load = async (next: string | undefined, before: FileItem[], signal?: AbortSignal) => {
    setIsBusy(true);
    setError(undefined);
    try {
      const body = { place: JSON.parse(key) as FilePlace, ...(next ? { next } : {}) };
      const found = await api.call('POST /files/browse', { body }, signal ? { signal } : {});
      const items = [...before, ...found.items];
      setPage({ items, next: found.next });
      announce(t('pick.shown', { count: items.length }));
    } catch (thrown) {
      if (!signal?.aborted) setError(sortError(thrown));
    } finally {
      if (!signal?.aborted) setIsBusy(false);
    }
  };
  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  });
  useEffect(() => {
    const stop = new AbortController();
    void latest.current(undefined, [], stop.signal);
    return () => stop.abort();
  }, [key]);

  const go = (steps: Step[]) => {
    setPage(undefined);
    setPath(steps);
    head.current?.focus(); // what had the focus is not there any more
  };
  const { place } = here;
  const folder = place.from === 'folder' && place.itemId ? { driveId: place.driveId, itemId: place.itemId } : undefined;
  return (
    <div className="browser" aria-busy={isBusy || undefined}>
      {(path.length > 1 || onLeave) && (
        <nav ref={head} tabIndex={-1} className="crumbs" aria-label={t('pick.path')}>
          {onLeave && (
            <Button look="link" onClick={onLeave.go}>
              {onLeave.name}
            </Button>
          )}
          {path.map((it, i) => (
            <span key={it.name + String(i)} className="crumb">
              {(i > 0 || onLeave) && <Icon name="chevronRight" />}
              {i === path.length - 1 ? (
                <span aria-current="location">{it.name}</span>
              ) : (
                <Button look="link" onClick={() => go(path.slice(0, i + 1))}>
                  {it.name}
                </Button>
              )}
            </span>
          ))}
          {folder && (
            <Button className="small" isBusy={linking === folder.itemId} onClick={() => onPick(folder)}>
              {t('pick.thisFolder')}
            </Button>
          )}
        </nav>
      )}
      {error && (
        <ProblemBanner
          error={error}
          doing="files"
          identity={identity}
          onRetry={() => void load(page?.next, page?.items ?? [])}
        />
      )}
      {!page && !error && (
        <p className="preview-wait" role="status">
          {t('pick.loading')}
        </p>
      )}
      {page?.items.length === 0 && <p className="files-empty">{nothing ?? t('pick.none')}</p>}
      <ul className="pick-list" aria-label={here.name}>
        {page?.items.map((it) => (
          <li key={`${it.driveId} ${it.itemId}`} className="pick-line">
            <button
              type="button"
              className="pick-item"
              aria-label={t(it.kind === 'folder' ? 'pick.openFolder' : 'pick.choose', { name: it.name })}
              aria-disabled={linking !== undefined || undefined}
              onClick={() =>
                it.kind === 'folder'
                  ? go([...path, { place: { from: 'folder', driveId: it.driveId, itemId: it.itemId }, name: it.name }])
                  : onPick(it)
              }
            >
              <FilePicture item={it} />
              <span className="linked-file-text">
                <span className="file-name">{it.name}</span>
                <FileFacts item={it} />
              </span>
              {it.kind === 'folder' && <Icon name="chevronRight" />}
            </button>
          </li>
        ))}
      </ul>
      {page?.next && (
        <Button isBusy={isBusy} onClick={() => void load(page.next, page.items)}>
          {t('pick.more')}
        </Button>
      )}
    </div>
  );
}
