import { t } from '../text/files-text.js';

/** A mail to who can give access. It names the record, which the reader may see, and no file. */
export const requestTo = (
  address: string,
  name: string,
  record: { name: string; url: string },
  kind: 'file' | 'folder' = 'file',
): string =>
  `mailto:${encodeURIComponent(address)}?subject=${encodeURIComponent(t(kind === 'folder' ? 'request.subject.folder' : 'request.subject', { record: record.name }))}&body=${encodeURIComponent(
    t(kind === 'folder' ? 'request.body.folder' : 'request.body', { name, record: record.name, url: record.url }),
  )}`;
