import './make-folder.css';
import { useState } from 'react';
import type { FolderAnswer, RecordFolderState } from '../../contract/files.js';
import type { Api } from '../api/client.js';
import { sortError, type PaneError } from '../api/errors.js';
import type { Identity } from '../api/identity.js';
import { useQuery, type QueryCache } from '../api/query.js';
import { ProblemBanner } from './ProblemBanner.js';
import { Details } from './diagnosis/Details.js';
import { readFacts } from './diagnosis/facts.js';
import { TakenFolder } from './TakenFolder.js';
import { t } from '../text/files-text.js';
import { announce } from '../ui/announce.js';
import { Banner } from '../ui/Banner.js';
import { Button } from '../ui/Button.js';

interface Props {
  record: { module: string; id: string };
  api: Api;
  cache: QueryCache;
  identity: Identity;
  onMade(): Promise<void>;
}

const nothingElse = () => ({ message: '', occurredAt: new Date(), reference: undefined, consentUrl: undefined });

/** Where a record's folder would be made, and the button that makes it, or makes it anew where it was deleted (M49); what becomes of one that is there and not ours (N2). */
export function MakeFolder({ record: { module, id }, api, cache, identity, onMade }: Props) {
  const params = { module, id };
  const answer = useQuery<RecordFolderState>(cache, `folder ${module} ${id}`, (signal) =>
    api.call('GET /records/:module/:id/folder', { params }, { signal }),
  );
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<PaneError>();
  const make = async (said?: FolderAnswer) => {
    setIsBusy(true);
    setError(undefined);
    try {
      const itemId = answer.data?.taken?.itemId;
      const body = said && itemId ? { taken: { itemId, answer: said } } : {};
      const made = await api.call('POST /records/:module/:id/folder', { params, body }, { timeoutMs: 40_000 });
      cache.write(`folder ${module} ${id}`, made);
      if (made.state === 'taken') return;
      announce(t('folder.made'));
      await onMade();
    } catch (thrown) {
      setError(sortError(thrown));
    } finally {
      setIsBusy(false);
    }
  };
  const { data } = answer;
  const problem = error ?? answer.error;
  if (data?.taken && !problem)
    return (
      <div className="make-folder">
        <Banner
          tone="warning"
          title={t('taken.title', { name: data.taken.name })}
          below={<Details lines={readFacts(nothingElse(), { cause: 'name.taken' }).details} />}
          actions={
            <TakenFolder
              taken={data.taken}
              isBusy={isBusy}
              onAnswer={(said) => void make(said)}
              onCancel={() => {
                const { taken: _taken, ...rest } = data;
                cache.write<RecordFolderState>(`folder ${module} ${id}`, { ...rest, state: 'none' });
                announce(t('taken.cancelled'));
              }}
            />
          }
        />
      </div>
    );
  return (
    <div className="make-folder">
      {problem && <ProblemBanner error={problem} doing="files" identity={identity} onRetry={() => void make()} />}
      <p className="caption">
        {data?.state === 'gone' ? t('folder.deleted') : t('folder.none')}{' '}
        {data && t('folder.where', { place: data.place, path: data.path.split('/').join(' › ') })}
      </p>
      <Button icon="folder" isBusy={isBusy} onClick={() => void make()}>
        {t(data?.state === 'gone' ? 'folder.makeAnew' : 'folder.make')}
      </Button>
    </div>
  );
}
