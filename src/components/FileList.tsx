import type { FiledFile } from '../../contract/api.js';
import type { FileAnswer } from '../../contract/filing.js';
import { formatSize, t, type TextKey } from '../text/text.js';
import { Icon, type IconName } from '../ui/Icon.js';
import { LinkOut } from '../ui/LinkOut.js';
import { Trouble } from './Trouble.js';
import { Spinner } from '../ui/Spinner.js';

interface Props {
  files: FiledFile[];
  /** Says what becomes of a file whose name is taken; absent for who may not. */
  onAnswer?: ((file: FiledFile, answer: FileAnswer) => void) | undefined;
}

/** The files of a filing, each with its own state and, once stored, a link. One whose name is taken waits for a word. */
export function FileList({ files, onAnswer }: Props) {
  if (files.length === 0) return <p className="caption">{t('files.none')}</p>;
  return (
    <ul className="files" aria-label={t('files.title')}>
      {files.map((file) => (
        <FileLine key={file.id} file={file} onAnswer={onAnswer} />
      ))}
    </ul>
  );
}

function FileLine({ file, onAnswer }: { file: FiledFile } & Pick<Props, 'onAnswer'>) {
  const isMoving = ['pending', 'uploading', 'removing'].includes(file.state);
  return (
    <li className={`file file-${file.state}`}>
      <Icon name={iconOf(file)} />
      <div className="file-text">
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
            file.asks
              ? t('files.waits')
              : file.state === 'stored' && file.reused
                ? t('files.reused')
                : t(`files.${file.state}` satisfies TextKey),
          ].join(' · ')}
          {file.problem && <span className={file.asks ? 'file-question' : 'file-problem'}>{file.problem}</span>}
        </span>
        {(file.diagnosis || file.asks) && (
          <Trouble met={file.diagnosis} sentence={file.problem} file={file} onAnswer={onAnswer} />
        )}
      </div>
      {isMoving && <Spinner />}
      {file.state === 'stored' && <Icon name="done" className="good" />}
      {file.state === 'failed' && !file.asks && <Icon name="error" className="bad" />}
    </li>
  );
}

const iconOf = ({ kind, name }: FiledFile): IconName =>
  kind === 'message' ? 'mail' : /\.(png|jpe?g|gif|bmp|svg|webp|heic)$/i.test(name) ? 'image' : 'document';
