import type { ReactNode } from 'react';
import type { FileItem } from '../../../contract/links.js';
import { t } from '../../text/files-text.js';
import { formatFullTime, formatSize, formatTime } from '../../text/text.js';
import { Button } from '../../ui/Button.js';
import { Icon, type IconName } from '../../ui/Icon.js';
import { LinkOut } from '../../ui/LinkOut.js';

interface Props {
  item: FileItem;
  note?: string;
  onPreview(): void;
  children?: ReactNode;
}

/** A file or folder the viewer may open, as Microsoft says it is now. */
export function FileLine({ item, note, onPreview, children }: Props) {
  const isOffice = /\.(docx?|xlsx?|pptx?|one)$/i.test(item.name);
  const action = t(isOffice ? 'open.office' : 'open');
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

export function FilePicture({ item }: { item: FileItem }) {
  return (
    <span className="file-picture" aria-hidden="true">
      {item.thumbnailUrl ? (
        <img src={item.thumbnailUrl} alt="" loading="lazy" referrerPolicy="no-referrer" />
      ) : (
        <Icon name={iconOf(item)} />
      )}
    </span>
  );
}

export function FileFacts({ item, note }: { item: FileItem; note?: string }) {
  const { changedDateTime: at, changedBy: name } = item;
  const time = at ? formatTime(at) : '';
  return (
    <span className="caption" title={at && formatFullTime(at)}>
      {[
        item.kind === 'folder'
          ? item.childCount !== undefined && t('items', { count: item.childCount })
          : formatSize(item.sizeBytes),
        time && (name ? t('changedBy', { name, time }) : t('changed', { time })),
        note,
      ]
        .filter(Boolean)
        .join(' · ')}
    </span>
  );
}

const iconOf = ({ kind, name }: FileItem): IconName =>
  kind === 'folder' ? 'folder' : /\.(png|jpe?g|gif|bmp|svg|webp|heic)$/i.test(name) ? 'image' : 'document';
