import { useState, type ReactNode } from 'react';
import type { FileItem, RecordFolderView } from '../../../contract/links.js';
import type { Api } from '../../api/client.js';
import { sortError, type PaneError } from '../../api/errors.js';
import type { Identity } from '../../api/identity.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/files-text.js';
import { Button } from '../../ui/Button.js';
import { LinkOut } from '../../ui/LinkOut.js';
import { FileLine } from './FileLine.js';
import { UnseenFile } from './UnseenFile.js';

interface Props {
  folders: RecordFolderView[];
  record: { name: string; url: string };
  api: Api;
  identity: Identity;
  onPreview(item: FileItem): void;
  /** What is shown where there is no folder. */
  children?: ReactNode;
}

/** What is in the record's folder. Before there was one folder for a record, each who filed had one of their own. */
export function FolderFiles({ folders, record, api, identity, onPreview, children }: Props) {
  return (
    <section className="files-card" aria-labelledby="folder-title">
      <h3 id="folder-title">{t('folder.title')}</h3>
      {folders.every((it) => it.state === 'gone') && children}
      {folders.map((it, i) => (
        <OneFolder
          key={it.item?.itemId ?? i}
          folder={it}
          record={record}
          api={api}
          identity={identity}
          onPreview={onPreview}
        />
      ))}
    </section>
  );
}

function OneFolder({
  folder,
  record,
  api,
  identity,
  onPreview,
}: Omit<Props, 'folders' | 'children'> & { folder: RecordFolderView }) {
  const { state, item, madeBy } = folder;
  const [more, setMore] = useState<{ items: FileItem[]; next?: string | undefined }>({ items: [], next: folder.next });
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<PaneError>();
  if (state !== 'there' || !item)
    return (
      <UnseenFile as="div" kind="folder" state={state === 'there' ? 'unknown' : state} who={madeBy} record={record} />
    );
  const showMore = async () => {
    if (!more.next) return;
    setIsBusy(true);
    setFailure(undefined);
    try {
      const place = { from: 'folder', driveId: item.driveId, itemId: item.itemId } as const;
      const page = await api.call('POST /files/browse', { body: { place, next: more.next } });
      setMore({ items: [...more.items, ...page.items], next: page.next });
    } catch (thrown) {
      setFailure(sortError(thrown));
    } finally {
      setIsBusy(false);
    }
  };
  const items = [...folder.items, ...more.items];
  return (
    <>
      <p className="folder-head">
        {item.webUrl && (
          <LinkOut href={item.webUrl} className="link">
            {item.name}
          </LinkOut>
        )}{' '}
        <span className="caption">{whereIs(folder)}</span>
      </p>
      {items.length === 0 && <p className="caption">{t('folder.empty')}</p>}
      <ul className="linked-files" aria-label={t('folder.title')}>
        {items.map((it) => (
          <FileLine key={it.itemId} item={it} onPreview={() => onPreview(it)} />
        ))}
      </ul>
      {failure && <ProblemBanner error={failure} doing="files" identity={identity} onRetry={() => void showMore()} />}
      {more.next && !failure && (
        <Button isBusy={isBusy} onClick={() => void showMore()}>
          {t('folder.more')}
        </Button>
      )}
    </>
  );
}

/** Where the folder is, or by whom; a folder at a place of earlier says neither. */
function whereIs({ madeBy, place }: RecordFolderView): string {
  if (place) return t('folder.in', { place });
  if (madeBy.isYou) return t('folder.ofYou');
  return madeBy.name && t('folder.of', { name: madeBy.name });
}
