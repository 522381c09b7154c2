import type { FileItem, RecordFiles as Files } from '../../../contract/links.js';
import type { RecordView } from '../../../contract/api.js';
import { useQuery } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/files-text.js';
import { formatTime } from '../../text/text.js';
import { Icon } from '../../ui/Icon.js';
import { LinkOut } from '../../ui/LinkOut.js';
import { usePane } from '../pane.js';

const most = 20;

/** What is in a record's folder and linked to it, in short; each with the viewer's own right, as Microsoft says now. */
export function RecordFiles({ record: { module, id, url } }: { record: RecordView }) {
  const { api, cache, identity } = usePane();
  const { data, error, reload } = useQuery<Files>(cache, `files ${module} ${id}`, (signal) =>
    api.call('GET /records/:module/:id/files', { params: { module, id } }, { signal, timeoutMs: 60_000 }),
  );
  if (error && !data)
    return <ProblemBanner error={error} doing="files" identity={identity} onRetry={() => void reload()} />;
  if (!data)
    return (
      <p className="caption" role="status">
        {t('loading')}
      </p>
    );
  const items = [...data.folders.flatMap((it) => it.items), ...data.links.flatMap((it) => it.item ?? [])];
  const shown = [...new Map(items.map((it) => [`${it.driveId} ${it.itemId}`, it])).values()].slice(0, most);
  const closed = data.links.filter((it) => it.state !== 'there').length;
  return (
    <>
      {shown.length === 0 && <p className="caption">{t('linked.none.title')}</p>}
      <ul className="files" aria-label={t('pane.title')}>
        {shown.map((it) => (
          <Line key={`${it.driveId} ${it.itemId}`} item={it} />
        ))}
      </ul>
      {closed > 0 && <p className="caption">{t('pane.closed', { count: closed })}</p>}
      <LinkOut href={`${url}#files`}>{t('pane.all')}</LinkOut>
    </>
  );
}

const Line = ({ item: { kind, name, webUrl, changedBy, changedDateTime } }: { item: FileItem }) => (
  <li className="file">
    <Icon name={kind === 'folder' ? 'folder' : 'document'} />
    <span className="file-text">
      <LinkOut href={webUrl ?? ''} className="link file-name">
        {name}
      </LinkOut>
      {changedDateTime && (
        <span className="caption">
          {changedBy
            ? t('changedBy', { name: changedBy, time: formatTime(changedDateTime) })
            : t('changed', { time: formatTime(changedDateTime) })}
        </span>
      )}
    </span>
  </li>
);
