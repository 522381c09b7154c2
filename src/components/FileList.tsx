import type { FiledFile } from '../../contract/api.js';
import { formatSize, t, type TextKey } from '../text/text.js';
import { Icon, type IconName } from '../ui/Icon.js';
import { LinkOut } from '../ui/LinkOut.js';
import { Spinner } from '../ui/Spinner.js';

/** The files of a filing, each with its own state and, once stored, a link. */
export function FileList({ files }: { files: FiledFile[] }) {
  if (files.length === 0) return <p className="caption">{t('files.none')}</p>;
  return (
    <ul className="files" aria-label={t('files.title')}>
      {files.map((file) => (
        <FileLine key={file.id} file={file} />
      ))}
    </ul>
  );
}

function FileLine({ file }: { file: FiledFile }) {
  const isMoving = ['pending', 'uploading', 'removing'].includes(file.state);
  return (
    <li className={`file file-${file.state}`}>
      <Icon name={iconOf(file)} />
      <span className="file-text">
        {file.webUrl && file.state === 'stored' ? (
          <LinkOut href={file.webUrl} className="link file-name">
            {file.name}
          </LinkOut>
        ) : (
          <span className="file-name">{file.name}</span>
        )}
        <span className="caption">
          {[
            formatSize(file.sizeBytes),
            file.state === 'stored' && file.reused ? t('files.reused') : t(`files.${file.state}` satisfies TextKey),
          ].join(' · ')}
          {file.problem && <span className="file-problem">{file.problem}</span>}
        </span>
      </span>
      {isMoving && <Spinner />}
      {file.state === 'stored' && <Icon name="done" className="good" />}
      {file.state === 'failed' && <Icon name="error" className="bad" />}
    </li>
  );
}

const iconOf = ({ kind, name }: FiledFile): IconName =>
  kind === 'message' ? 'mail' : /\.(png|jpe?g|gif|bmp|svg|webp|heic)$/i.test(name) ? 'image' : 'document';
