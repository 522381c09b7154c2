import type { FileItem, LinkedFile, RecordFiles as Files } from '../../../contract/links.js';
import type { RecordView } from '../../../contract/api.js';
import { useQuery } from '../../api/query.js';
import { FileFacts, FilePicture, openWord } from '../../components/FileFacts.js';
import { MakeFolder } from '../../components/MakeFolder.js';
import { requestTo } from '../../components/request-access.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { itemsOf, readRecordFiles } from '../../components/record-files.js';
import { t } from '../../text/files-text.js';
import { Icon } from '../../ui/Icon.js';
import { LinkOut } from '../../ui/LinkOut.js';
import { usePane } from '../pane.js';

const most = 20;

/** What is in a record's folder and linked to it, in short; each with the viewer's own right, as Microsoft says now. */
export function RecordFiles({ record: { module, id, url, displayName } }: { record: RecordView }) {
  const { api, cache, identity } = usePane();
  const { data, error, reload } = useQuery<Files>(cache, `files ${module} ${id}`, readRecordFiles(api, { module, id }));
  if (error && !data)
    return <ProblemBanner error={error} doing="files" identity={identity} onRetry={() => void reload()} />;
  if (!data)
    return (
      <p className="caption" role="status">
        {t('loading')}
      </p>
    );
  const items = itemsOf(data);
  const shown = [...new Map(items.map((it) => [`${it.driveId} ${it.itemId}`, it])).values()].slice(0, most);
  const unseen = data.links.filter((it) => it.state === 'gone' || it.state === 'noAccess');
  const closed = data.links.filter((it) => it.state !== 'there').length - unseen.length;
  return (
    <>
      {data.folders.every((it) => it.state === 'gone') && (
        <MakeFolder record={{ module, id }} api={api} cache={cache} identity={identity} onMade={reload} />
      )}
      {shown.length === 0 && <p className="caption">{t('linked.none.title')}</p>}
      <ul className="files" aria-label={t('pane.title')}>
        {shown.map((it) => (
          <Line key={`${it.driveId} ${it.itemId}`} item={it} />
        ))}
        {unseen.map((it) => (
          <Unseen key={it.id} link={it} record={{ name: displayName, url }} />
        ))}
      </ul>
      {closed > 0 && <p className="caption">{t('pane.closed', { count: closed })}</p>}
      <LinkOut href={`${url}#files`}>{t('pane.all')}</LinkOut>
    </>
  );
}

/** What the reader may not open, or what was deleted: said plainly, with the way on. */
const Unseen = ({
  link: { state, lastName, linkedBy },
  record,
}: {
  link: LinkedFile;
  record: { name: string; url: string };
}) => (
  <li className="file">
    <Icon name={state === 'gone' ? 'error' : 'lock'} />
    <span className="file-text">
      <span className="file-name">{t(state === 'gone' ? 'state.gone' : 'state.noAccess')}</span>
      <span className="caption">
        {state === 'gone' && lastName
          ? t('state.gone.name', { name: lastName })
          : t(state === 'gone' ? 'state.gone.body' : 'state.noAccess.body', { name: linkedBy.name })}
      </span>
      {state === 'noAccess' && linkedBy.address && !linkedBy.isYou && (
        <a className="link" href={requestTo(linkedBy.address, linkedBy.name, record)}>
          {t('request')}
        </a>
      )}
    </span>
  </li>
);

const Line = ({ item }: { item: FileItem }) => (
  <li className="file">
    <FilePicture item={item} />
    <span className="file-text">
      <LinkOut
        href={item.webUrl ?? ''}
        label={t('open.of', { action: openWord(item), name: item.name })}
        className="link file-name"
      >
        {item.name}
      </LinkOut>
      <FileFacts item={item} />
    </span>
  </li>
);
