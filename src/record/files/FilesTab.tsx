import './files.css';
import { useState } from 'react';
import type { FileItem, LinkedFile, RecordFiles } from '../../../contract/links.js';
import type { Api } from '../../api/client.js';
import { sortError, type PaneError } from '../../api/errors.js';
import type { Identity } from '../../api/identity.js';
import { useQuery, type QueryCache } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { readRecordFiles } from '../../components/record-files.js';
import { t } from '../../text/files-text.js';
import { announce } from '../../ui/announce.js';
import { requestTo } from '../../components/request-access.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { FolderAccess } from '../access/FolderAccess.js';
import { FolderFiles } from './FolderFiles.js';
import { LinkDialog } from './LinkDialog.js';
import { LinkedFiles } from './LinkedFiles.js';
import { MakeFolder } from '../../components/MakeFolder.js';
import { PreviewDialog } from './PreviewDialog.js';

interface Props {
  record: { module: string; id: string; name: string; url: string };
  api: Api;
  cache: QueryCache;
  identity: Identity;
}

/** The folder of a record and the files linked to it, as Microsoft lets this viewer see them now. */
export function FilesTab({ record, api, cache, identity }: Props) {
  const { module, id } = record;
  const key = 'files';
  const files = useQuery<RecordFiles>(cache, key, readRecordFiles(api, { module, id }));
  const [isLinking, setIsLinking] = useState(false);
  const [previewed, setPreviewed] = useState<FileItem>();
  const [unlinked, setUnlinked] = useState<LinkedFile>();
  const [failure, setFailure] = useState<PaneError>();
  const { data, error } = files;
  const change = (to: (links: LinkedFile[]) => LinkedFile[]) =>
    cache.change<RecordFiles>(key, (it) => ({ ...it, links: to(it.links) }));
  const attempt = async (work: () => Promise<void>) => {
    setFailure(undefined);
    try {
      await work();
    } catch (thrown) {
      setFailure(sortError(thrown));
    }
  };
  const unlink = (link: LinkedFile) =>
    attempt(async () => {
      await api.call('POST /files/links/:id/unlink', { params: { id: link.id } });
      change((links) => links.filter((it) => it.id !== link.id));
      setUnlinked(link);
      announce(`${t('unlinked.title')}. ${t('unlinked.body')}`);
    });
  const undo = (link: LinkedFile) =>
    attempt(async () => {
      const back = await api.call('POST /files/links/:id/restore', { params: { id: link.id } });
      change((links) => [back, ...links.filter((it) => it.id !== back.id)]);
      setUnlinked(undefined);
      announce(t('undone'));
    });

  const linkOf = previewed && data?.links.find((it) => isSame(it.item, previewed));
  const leavePreview = (then: () => void) => {
    setPreviewed(undefined);
    then();
  };

  return (
    <div className="files-tab" aria-busy={files.isLoading || undefined}>
      <div className="files-bar">
        <h2>{t('title')}</h2>
        <Button look="primary" icon="attach" onClick={() => setIsLinking(true)}>
          {t('link')}
        </Button>
        <Button look="subtle" icon="retry" isBusy={files.isLoading} onClick={() => void files.reload()}>
          {t('refresh')}
        </Button>
      </div>
      {(failure ?? error) && (
        <ProblemBanner
          error={(failure ?? error) as PaneError}
          doing="files"
          identity={identity}
          onRetry={() => {
            setFailure(undefined);
            void files.reload();
          }}
        />
      )}
      {unlinked && (
        <Banner
          tone="info"
          title={t('unlinked.title')}
          onDismiss={() => setUnlinked(undefined)}
          actions={
            <Button icon="undo" onClick={() => void undo(unlinked)}>
              {t('undo')}
            </Button>
          }
        >
          {t('unlinked.body')}
        </Banner>
      )}
      {data?.allowUrl && (
        <Banner
          tone="warning"
          title={t('allow.title')}
          actions={
            <a className="button" href={data.allowUrl} target="_blank" rel="noopener noreferrer">
              {t('allow')}
            </a>
          }
        >
          {t('allow.body')}
        </Banner>
      )}
      {!data && !error && (
        <>
          <p className="visually-hidden" role="status">
            {t('loading')}
          </p>
          <div className="bone bone-entry" />
          <div className="bone bone-entry" />
        </>
      )}
      {data && (
        <>
          <FolderFiles folders={data.folders} record={record} api={api} identity={identity} onPreview={setPreviewed}>
            <MakeFolder record={record} api={api} cache={cache} identity={identity} onMade={files.reload} />
          </FolderFiles>
          <LinkedFiles links={data.links} record={record} onPreview={setPreviewed} onUnlink={(it) => void unlink(it)} />
          <FolderAccess module={module} id={id} api={api} cache={cache} identity={identity} />
        </>
      )}
      {previewed && (
        <PreviewDialog
          item={previewed}
          api={api}
          identity={identity}
          request={data && requestFor(previewed, data, record)}
          onUnlink={linkOf && (() => leavePreview(() => void unlink(linkOf)))}
          onFindAgain={() => leavePreview(() => setIsLinking(true))}
          onClose={() => setPreviewed(undefined)}
        />
      )}
      {isLinking && (
        <LinkDialog
          record={record}
          api={api}
          identity={identity}
          onClose={() => setIsLinking(false)}
          onLinked={(link) => {
            setIsLinking(false);
            change((links) => [link, ...links.filter((it) => it.id !== link.id)]);
            announce(t('linked.done', { name: link.item?.name ?? t('unlink.this') }));
          }}
        />
      )}
    </div>
  );
}

const isSame = (one: FileItem | undefined, other: FileItem): boolean =>
  one?.driveId === other.driveId && one.itemId === other.itemId;

/** A mail to whoever linked a file, or made the folder it lies in, while the reader has no right on it. */
function requestFor(item: FileItem, { links, folders }: RecordFiles, record: Props['record']): string | undefined {
  const who =
    links.find((it) => isSame(it.item, item))?.linkedBy ??
    folders.find((it) => it.items.some((one) => isSame(one, item)))?.madeBy ??
    folders[0]?.madeBy;
  return who?.address && !who.isYou ? requestTo(who.address, who.name, record) : undefined;
}
