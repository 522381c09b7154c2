import { useState } from 'react';
import type { BodyInput } from '../../contract/api.js';
import type { Api } from '../api/client.js';
import { sortError, type PaneError } from '../api/errors.js';
import type { Identity } from '../api/identity.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { t } from '../text/calendar-text.js';
import { Button } from '../ui/Button.js';
import { saveBlob } from '../ui/save-blob.js';

interface Props {
  api: Api;
  identity: Identity;
  /** What the page shows. */
  wish: BodyInput<'POST /calendar/events/csv'>;
}

/** Takes what the page shows along as a table: written by the server, so that nothing stands in it which the reader may not see. */
export function SaveTable({ api, identity, wish }: Props) {
  const [isSaving, setIsSaving] = useState(false);
  const [error, setError] = useState<PaneError>();
  const save = async () => {
    setIsSaving(true);
    setError(undefined);
    try {
      const { csv } = await api.call('POST /calendar/events/csv', { body: wish }, { timeoutMs: 60_000 });
      saveBlob(t('table.file'), new Blob([csv], { type: 'text/csv' }));
    } catch (thrown) {
      setError(sortError(thrown));
    } finally {
      setIsSaving(false);
    }
  };
  return (
    <>
      {error && <ProblemBanner error={error} doing="record" identity={identity} onRetry={() => void save()} />}
      <p>
        <Button isBusy={isSaving} onClick={() => void save()}>
          {t('table.save')}
        </Button>
      </p>
    </>
  );
}
