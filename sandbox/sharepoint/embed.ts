import zlib from 'node:zlib';
import { escapeHtml, html, type Answer } from '../base/exchange.js';
import type { StoredItem } from '../tenant/files/drive-item.js';

/*
 * The page behind a preview address: made to stand in a frame of somebody else's page, good for a quarter of an hour, and
 * for that file alone.
 */
const style = `:root{color-scheme:light dark}body{margin:0;font:15px/1.5 "Segoe UI",system-ui,sans-serif;background:#fff;color:#1b1b1f}header{display:flex;gap:12px;padding:8px 14px;background:#eef1f6;font-size:13px}header b{overflow-wrap:anywhere}main{padding:14px}pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:0}img{max-width:100%}iframe{width:100%;height:calc(100vh - 40px);border:0}main.whole{padding:0}
@media(prefers-color-scheme:dark){body{background:#202227;color:#f2f2f5}header{background:#2c2f36}}`;

/** What can be shown of a file: its own bytes, its text, or only its name. */
export function embedPage(item: StoredItem, bytes: () => Buffer, contentAddress: string): Answer {
  const shown = show(item, bytes, contentAddress);
  return html(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(item.name)}</title><style>${style}</style></head><body><header><b>${escapeHtml(item.name)}</b><span>Preview (imitation)</span></header>${shown}</body></html>`,
    200,
    {
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-src 'self'; object-src 'self'",
      'cache-control': 'private, no-store',
    },
  );
}
function show(item: StoredItem, bytes: () => Buffer, address: string): string {
  const type = item.file?.mimeType ?? '';
  if (/^image\/(png|jpeg|gif)$/.test(type))
    return `<main><img src="${escapeHtml(address)}" alt="${escapeHtml(item.name)}"></main>`;
  if (type === 'application/pdf')
    return `<main class="whole"><iframe src="${escapeHtml(address)}" title="${escapeHtml(item.name)}"></iframe></main>`;
  const text = /^text\/(plain|csv|markdown)$/.test(type)
    ? bytes().subarray(0, 100_000).toString('utf8')
    : officeText(item.name, bytes);
  return text === undefined
    ? '<main><p>There is no preview for this kind of file.</p></main>'
    : `<main><pre>${escapeHtml(text)}</pre></main>`;
}

const partOf: Record<string, string> = {
  docx: 'word/document.xml',
  xlsx: 'xl/worksheets/sheet1.xml',
  pptx: 'ppt/slides/slide1.xml',
};
/** The words of an Office file; undefined when it is none or cannot be read. */
export function officeText(name: string, bytes: () => Buffer): string | undefined {
  const part = partOf[/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''];
  const xml = part && unzip(bytes(), part)?.toString('utf8');
  return xml
    ?.replace(/<\/(?:w:p|row|a:p)>/g, '\n')
    .replace(/<\/c>/g, '\t')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}
/** One file of a zip archive, found by its local headers. */
function unzip(archive: Buffer, wanted: string): Buffer | undefined {
  for (
    let at = archive.indexOf('PK\x03\x04', 0, 'latin1');
    at >= 0;
    at = archive.indexOf('PK\x03\x04', at + 4, 'latin1')
  ) {
    const [method, packed, nameLength, extra] = [
      archive.readUInt16LE(at + 8),
      archive.readUInt32LE(at + 18),
      archive.readUInt16LE(at + 26),
      archive.readUInt16LE(at + 28),
    ];
    if (archive.toString('utf8', at + 30, at + 30 + nameLength) !== wanted) continue;
    const start = at + 30 + nameLength + extra;
    const data = archive.subarray(start, packed > 0 ? start + packed : undefined);
    try {
      return method === 0 ? data : zlib.inflateRawSync(data, { maxOutputLength: 10 * 1024 * 1024 });
    } catch {
      return undefined;
    }
  }
  return undefined;
}
