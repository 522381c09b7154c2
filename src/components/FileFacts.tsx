import './file-facts.css';
import type { FileItem } from '../../contract/links.js';
import { t } from '../text/files-text.js';
import { formatFullTime, formatSize, formatTime } from '../text/text.js';
import { Icon, type IconName } from '../ui/Icon.js';

/** The thumbnail as Microsoft draws it for this viewer, else a picture of the kind. */
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

/** Its size, or how much is in it, and who changed it when. */
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

/** What the link to a file's own page says. */
export const openWord = ({ name }: Pick<FileItem, 'name'>): string =>
  t(/\.(docx?|xlsx?|pptx?|one)$/i.test(name) ? 'open.office' : 'open');

const iconOf = ({ kind, name }: FileItem): IconName =>
  kind === 'folder' ? 'folder' : /\.(png|jpe?g|gif|bmp|svg|webp|heic)$/i.test(name) ? 'image' : 'document';
