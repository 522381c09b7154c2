import type { ReactNode } from 'react';
import type { FileItem } from '../../../contract/links.js';
import { FileFacts, FilePicture, openWord } from '../../components/FileFacts.js';
import { t } from '../../text/files-text.js';
import { Button } from '../../ui/Button.js';
import { LinkOut } from '../../ui/LinkOut.js';

interface Props {
  item: FileItem;
  note?: string;
  onPreview(): void;
  children?: ReactNode;
}

/** A file or folder the viewer may open, as Microsoft says it is now. */
export function FileLine({ item, note, onPreview, children }: Props) {
  const action = openWord(item);
  return (
    <li className="linked-file">
      <FilePicture item={item} />
      <div className="linked-file-text">
        {item.kind === 'file' ? (
          <Button
            look="link"
            className="file-name"
            aria-label={t('preview.of', { name: item.name })}
            onClick={onPreview}
          >
            {item.name}
          </Button>
        ) : (
          <LinkOut href={item.webUrl ?? ''} className="link file-name">
            {item.name}
          </LinkOut>
        )}
        <FileFacts item={item} {...(note ? { note } : {})} />
      </div>
      <div className="linked-file-actions">
        {item.webUrl && (
          <LinkOut href={item.webUrl} className="button small" label={t('open.of', { action, name: item.name })}>
            {action}
          </LinkOut>
        )}
        {children}
      </div>
    </li>
  );
}
