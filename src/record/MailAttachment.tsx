import { useState } from 'react';
import type { MailBody } from '../../contract/api.js';
import type { Api } from '../api/client.js';
import { sortError, type PaneError } from '../api/errors.js';
import type { Identity } from '../api/identity.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { t } from '../text/record-text.js';
import { formatSize } from '../text/text.js';
import { announce } from '../ui/announce.js';
import { Button } from '../ui/Button.js';
import { saveBlob } from '../ui/save-blob.js';

interface Props {
  record: { module: string; id: string };
  entry: string;
  attachment: MailBody['attachments'][number];
  api: Api;
  identity: Identity;
}

/** A file of a mail, fetched from the reader's own mailbox when they ask for it. */
export function MailAttachment({ record, entry, attachment: { id, name, sizeBytes }, api, identity }: Props) {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<PaneError>();
  const save = async () => {
    setIsBusy(true);
    setError(undefined);
    try {
      saveBlob(name, await api.file('/mail/attachment', { record, entry, attachment: id }));
      announce(t('attachment.saved', { name }));
    } catch (thrown) {
      setError(sortError(thrown));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <li>
      <Button
        look="link"
        icon="attach"
        isBusy={isBusy}
        aria-label={t('attachment.save', { name })}
        onClick={() => void save()}
      >
        {name}
      </Button>{' '}
      <span className="caption">{formatSize(sizeBytes)}</span>
      {error && <ProblemBanner error={error} doing="record" identity={identity} onRetry={() => void save()} />}
    </li>
  );
}
