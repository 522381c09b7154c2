import { useEffect, useState } from 'react';
import type { FileItem, FilePreview } from '../../../contract/links.js';
import type { Api } from '../../api/client.js';
import { sortError, type PaneError } from '../../api/errors.js';
import type { Identity } from '../../api/identity.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/files-text.js';
import { Button } from '../../ui/Button.js';
import { Dialog } from '../../ui/Dialog.js';
import { LinkOut } from '../../ui/LinkOut.js';
import { FileFacts, openWord } from '../../components/FileFacts.js';

interface Props {
  item: FileItem;
  api: Api;
  identity: Identity;
  /** Who can give access to it, and the ways out where Microsoft does not show it any more. */
  request: string | undefined;
  onUnlink: (() => void) | undefined;
  onFindAgain(): void;
  onClose(): void;
}
/** Microsoft's page may run its own scripts and open its own windows, and cannot touch this one. */
const frameRights = 'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox';

/** A file as Microsoft shows it, in a frame of Microsoft's; the address is asked anew each time and forgotten on closing. */
export function PreviewDialog({ item, api, identity, request, onUnlink, onFindAgain, onClose }: Props) {
  const [shown, setShown] = useState<FilePreview>();
  const [error, setError] = useState<PaneError>();
  const [attempt, setAttempt] = useState(0);
  const { driveId, itemId } = item;
  useEffect(() => {
    const stop = new AbortController();
    api
      .call('POST /files/preview', { body: { driveId, itemId } }, { signal: stop.signal })
      .then(setShown, (thrown: unknown) => {
        if (!stop.signal.aborted) setError(sortError(thrown));
      });
    return () => stop.abort();
  }, [api, driveId, itemId, attempt]);
  return (
    <Dialog
      title={item.name}
      size="wide"
      onClose={onClose}
      actions={
        <>
          {item.webUrl && (
            <LinkOut href={item.webUrl} className="button">
              {openWord(item)}
            </LinkOut>
          )}
          <Button look="primary" onClick={onClose}>
            {t('close')}
          </Button>
        </>
      }
    >
      <p>
        <FileFacts item={shown?.item ?? item} />
      </p>
      {error && (
        <ProblemBanner
          error={error}
          doing="files"
          identity={identity}
          handlers={{
            findAgain: onFindAgain,
            ...(request ? { requestAccess: () => void window.open(request, '_self') } : {}),
            ...(onUnlink ? { unlink: onUnlink } : {}),
          }}
          onRetry={() => {
            setError(undefined);
            setAttempt((n) => n + 1);
          }}
        />
      )}
      {!shown && !error && (
        <p className="preview-wait" role="status">
          {t('preview.loading')}
        </p>
      )}
      {shown?.kind === 'frame' && shown.url && (
        <iframe
          className="preview-frame"
          src={shown.url}
          title={t('preview.of', { name: item.name })}
          sandbox={frameRights}
          referrerPolicy="no-referrer"
        />
      )}
      {shown?.kind === 'picture' && shown.url && (
        <img
          className="preview-picture"
          src={shown.url}
          alt={t('preview.of', { name: item.name })}
          referrerPolicy="no-referrer"
        />
      )}
      {shown?.kind === 'none' && <p>{t('preview.none')}</p>}
      {shown && shown.kind !== 'none' && <p className="caption">{t('preview.ends')}</p>}
    </Dialog>
  );
}
