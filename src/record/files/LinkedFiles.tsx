import type { FileItem, LinkedFile } from '../../../contract/links.js';
import { t } from '../../text/files-text.js';
import { Button } from '../../ui/Button.js';
import { FileLine } from './FileLine.js';
import { UnseenFile } from './UnseenFile.js';

interface Props {
  links: LinkedFile[];
  record: { name: string; url: string };
  onPreview(item: FileItem): void;
  onUnlink(link: LinkedFile): void;
}

/** Files that people put on the record, wherever they are kept. */
export function LinkedFiles({ links, record, onPreview, onUnlink }: Props) {
  return (
    <section className="files-card" aria-labelledby="linked-title">
      <h3 id="linked-title">{t('linked.title')}</h3>
      <p className="caption">{t('linked.kept')}</p>
      {links.length === 0 && (
        <div className="files-empty">
          <p className="banner-title">{t('linked.none.title')}</p>
          <p className="caption">{t('linked.none.body')}</p>
        </div>
      )}
      <ul className="linked-files" aria-label={t('linked.title')}>
        {links.map((link) => {
          const { item, state, linkedBy, lastName } = link;
          const note = linkedBy.isYou ? t('linked.byYou') : t('linked.by', { name: linkedBy.name });
          const unlink = (
            <Button
              className="small"
              look="subtle"
              aria-label={t('unlink.of', { name: item?.name ?? lastName ?? t('unlink.this') })}
              onClick={() => onUnlink(link)}
            >
              {t('unlink')}
            </Button>
          );
          return item && state === 'there' ? (
            <FileLine key={link.id} item={item} note={note} onPreview={() => onPreview(item)}>
              {unlink}
            </FileLine>
          ) : (
            <UnseenFile
              key={link.id}
              kind="file"
              state={state === 'there' ? 'unknown' : state}
              lastName={lastName}
              who={linkedBy}
              record={record}
            >
              {unlink}
            </UnseenFile>
          );
        })}
      </ul>
    </section>
  );
}
