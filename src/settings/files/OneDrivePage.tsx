import { useQuery } from '../../api/query.js';
import type { SavedFileSettings } from '../../../contract/files.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t as tAccess } from '../../text/access-text.js';
import { t } from '../../text/settings-text.js';
import { Skeleton } from '../Frame.js';
import { hrefs, type Place } from '../place.js';
import { Refusal } from '../LastAttempt.js';
import { useSettings, type Connection } from '../settings.js';
import { useConnect } from '../use-connect.js';
import { AllowFiles } from './AllowFiles.js';
import { FileSettingsForm, fileSettingsKey } from './FileSettingsForm.js';
import { FolderRunView } from './FolderRunView.js';
import { FolderRuns } from './FolderRuns.js';
import { SharePointSwitch } from './SharePointSwitch.js';

interface Props {
  connection: Connection;
  place: Extract<Place, { kind: 'oneDrive' }>;
  reload(): Promise<void>;
}

/** Settings > Integrations > OneDrive: where files of records are kept and how, and their folders (M43). */
export function OneDrivePage({ connection, place: { view, run }, reload }: Props) {
  const { api, cache, identity } = useSettings();
  const answer = useQuery<SavedFileSettings>(cache, fileSettingsKey, (signal) =>
    api.call('GET /files/settings', {}, { signal }),
  );
  const connect = useConnect();
  const { data, error } = answer;
  const isAllowed =
    data?.isAllowed.files === true || connection.permissions.some((it) => it.permission === 'files' && it.isGranted);
  // Who cannot change them may read them all the same, with or without a folder of their own.
  const isReadable = isAllowed || data?.mayChange === false;
  return (
    <>
      <div className="page-head">
        <h1>{t('files.title')}</h1>
        <p className="caption">{t('files.text')}</p>
      </div>
      <nav className="tabs" aria-label={t('files.title')}>
        <a href={hrefs.oneDrive} aria-current={view === 'settings' ? 'page' : undefined}>
          {t('files.tab.settings')}
        </a>
        <a href={hrefs.folders} aria-current={view === 'folders' ? 'page' : undefined}>
          {t('files.tab.folders')}
        </a>
        <a href={hrefs.access()}>{tAccess('settings.title')}</a>
      </nav>
      <Refusal of={['files', 'sites']} connection={connection} connect={connect} onDone={() => void reload()} />
      {error && (
        <ProblemBanner error={error} doing="settings" identity={identity} onRetry={() => void answer.reload()} />
      )}
      {!data && !error && <Skeleton />}
      {data && !isAllowed && <AllowFiles />}
      {data && isReadable && view === 'settings' && (
        <FileSettingsForm key={data.version} saved={data} onStale={() => void answer.reload()} />
      )}
      {data && isReadable && view === 'settings' && <SharePointSwitch />}
      {data && isAllowed && view === 'folders' && !run && <FolderRuns saved={data} />}
      {data && isAllowed && view === 'folders' && run && <FolderRunView key={run} id={run} />}
    </>
  );
}
