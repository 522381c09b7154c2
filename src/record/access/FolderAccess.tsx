import './access.css';
import '../../components/access.css';
import { useEffect, useRef, useState } from 'react';
import type { FolderAccess as Folder } from '../../../contract/access.js';
import type { Reply } from '../../../contract/api.js';
import type { Api } from '../../api/client.js';
import { sortError, type PaneError } from '../../api/errors.js';
import type { Identity } from '../../api/identity.js';
import { useQuery, type QueryCache } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/access-text.js';
import { announce } from '../../ui/announce.js';
import { AccessDialog, type Act } from './AccessDialog.js';
import { FolderOpeners } from './FolderOpeners.js';

interface Props {
  module: string;
  id: string;
  api: Api;
  cache: QueryCache;
  identity: Identity;
}
type Answer = Reply<'GET /records/:module/:id/access'>;
const lookAgainMs = 1_500;

/** Who can open the folders of a record, compared with the record; changed only after a look at exactly what changes (M51). */
export function FolderAccess({ module, id, api, cache, identity }: Props) {
  const access = useQuery<Answer>(cache, 'access', (signal) =>
    api.call('GET /records/:module/:id/access', { params: { module, id } }, { signal, timeoutMs: 60_000 }),
  );
  const [asked, setAsked] = useState<{ folder: Folder; act: Act }>();
  const [failure, setFailure] = useState<PaneError>();
  const [isSending, setIsSending] = useState(false);
  const expected = useRef<Act>(undefined);
  const { data, error, reload } = access;
  const isWorking = data?.folders.some((it) => it.isWorking) ?? false;
  useEffect(() => {
    if (!isWorking) {
      if (expected.current && data) announce(t(expected.current === 'stop' ? 'done.stop' : 'done'));
      if (data) expected.current = undefined;
      return;
    }
    const timer = setTimeout(() => void reload(), lookAgainMs);
    return () => clearTimeout(timer);
  }, [isWorking, data, reload]);

  const send = async (folder: Folder, act: Act) => {
    setIsSending(true);
    setFailure(undefined);
    try {
      const changes = act === 'stop' ? [] : folder[act].map((it) => it.key);
      await api.call('POST /records/:module/:id/access/:folder', {
        params: { module, id, folder: folder.id },
        body: { act, changes },
      });
      await reload();
      expected.current = act;
    } catch (thrown) {
      setFailure(sortError(thrown));
    } finally {
      setIsSending(false);
      setAsked(undefined);
    }
  };
  const problem = failure ?? error;
  return (
    <section
      className="files-card folder-access"
      aria-labelledby="access-title"
      aria-busy={access.isLoading || undefined}
    >
      <h3 id="access-title">{t('title')}</h3>
      {problem && (
        <ProblemBanner
          error={problem}
          doing="record"
          identity={identity}
          onRetry={() => {
            setFailure(undefined);
            void reload();
          }}
        />
      )}
      {!data && !problem && (
        <>
          <p className="visually-hidden" role="status">
            {t('loading')}
          </p>
          <div className="bone bone-line" />
          <div className="bone bone-line" />
        </>
      )}
      {data?.folders.map((folder) => (
        <FolderOpeners
          key={folder.id}
          folder={folder}
          isBusy={access.isLoading}
          onAct={(act) => setAsked({ folder, act })}
          onLook={() => void reload()}
        />
      ))}
      {data && data.folders.length === 0 && data.hidden === 0 && <p className="caption">{t('none')}</p>}
      {data && data.hidden > 0 && <p className="caption">{t('hidden', { count: data.hidden })}</p>}
      {asked && (
        <AccessDialog
          {...asked}
          isBusy={isSending}
          onCancel={() => setAsked(undefined)}
          onConfirm={() => void send(asked.folder, asked.act)}
        />
      )}
    </section>
  );
}
