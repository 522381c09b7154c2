import { escapeHtml, html, type Answer } from '../base/exchange.js';
import type { Router } from '../base/router.js';
import { organisations } from '../tenant/company.js';
import type { Drive, StoredItem } from '../tenant/drives.js';
import type { OutlookParts } from './parts.js';
import { whoIs } from './people.js';

/** What the links to files (`webUrl`) lead to: a page that names a file or lists a folder, for those who may see it. */
export function addDrives(router: Router, parts: OutlookParts): void {
  const { drives } = parts.tenants;
  const driveOf = (owner = ''): Drive | undefined => {
    const people = organisations.flatMap((it) => it.people);
    const found = people.find((it) => it.userPrincipalName.replace(/[@.]/g, '_') === owner);
    return found && drives.ofPerson(found.id);
  };
  const itemAt = (drive: Drive, path: string[]): StoredItem | undefined =>
    path.reduce<StoredItem | undefined>(
      (at, name) => at && drives.child(drive, at.id, name),
      drive.items[drive.rootId],
    );
  const show = (drive: Drive, item: StoredItem): Answer =>
    page(item.name, item.file ? fileCard(item) : list(drive, item));

  function list(drive: Drive, folder: StoredItem): string {
    const rows = drives.children(drive, folder.id).map((it) => {
      const note = it.file ? sizeOf(it.file.size) : `${drives.children(drive, it.id).length} items`;
      const href = `${encodeURIComponent(folder.parentId ? folder.name : 'Documents')}/${encodeURIComponent(it.name)}`;
      return `<li><a href="${escapeHtml(href)}"><b>${escapeHtml(it.name)}</b><small>${escapeHtml(note)}</small></a></li>`;
    });
    return rows.length > 0 ? `<ul>${rows.join('')}</ul>` : '<p>This folder is empty.</p>';
  }

  const answer = (x: Parameters<typeof whoIs>[1], owner: string | undefined, rest: string): Answer => {
    const drive = driveOf(owner);
    const item = drive && itemAt(drive, rest.split('/').filter(Boolean));
    if (!drive || !item) return page('This item is gone', '<p>It was moved, renamed or deleted.</p>', 404);
    if (!drives.role(drive, item, whoIs(parts, x).person.id))
      return page('You need access', '<p>Ask the owner of this file to share it with you.</p>', 403);
    if (!item.file || x.url.searchParams.get('download') !== '1') return show(drive, item);
    return {
      status: 200,
      headers: {
        'content-type': 'application/octet-stream',
        'x-content-type-options': 'nosniff',
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(item.name)}`,
      },
      body: drives.bytes(item),
    };
  };
  router
    .on('GET', '/personal/:owner/Documents', (x, { owner }) => answer(x, owner, ''))
    .on('GET', '/personal/:owner/Documents/*', (x, { owner, rest = '' }) => answer(x, owner, rest));
}

const sizeOf = (bytes: number) =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
const fileCard = ({ name, file, lastModifiedDateTime }: StoredItem) =>
  `<p>${escapeHtml(sizeOf(file?.size ?? 0))}, changed ${escapeHtml(lastModifiedDateTime.slice(0, 16).replace('T', ' '))} UTC</p><p><a class="main" href="?download=1" download="${escapeHtml(name)}">Download</a></p>`;

const style = `:root{color-scheme:light dark}*{box-sizing:border-box}body{margin:0;font:15px/1.5 "Segoe UI",system-ui,sans-serif;background:#f3f4f8;color:#1f2128}header{padding:12px 24px;background:#22408a;color:#fff;font-weight:600}main{max-width:720px;margin:32px auto;padding:24px 28px;background:#fff;border-radius:10px}h1{font-size:20px;margin:0 0 12px;overflow-wrap:anywhere}ul{list-style:none;margin:0;padding:0}li+li{border-top:1px solid #e1e4eb}li a{display:flex;gap:16px;justify-content:space-between;padding:10px 0;color:inherit;text-decoration:none;overflow-wrap:anywhere}li a:hover b{text-decoration:underline}small,.note{color:#5b606b;font-size:13px}.main{display:inline-block;padding:8px 18px;border-radius:7px;background:#2f5bb7;color:#fff;text-decoration:none;font-weight:600}
@media(prefers-color-scheme:dark){body{background:#17181c;color:#eceef3}main{background:#212329}header{background:#1b2238}small,.note{color:#a9aebb}li+li{border-color:#363942}}`;
const page = (title: string, content: string, status = 200): Answer =>
  html(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)} – imitation of OneDrive</title><style>${style}</style></head><body><header>Files</header><main><h1 dir="auto">${escapeHtml(title)}</h1>${content}<p class="note">Imitation of OneDrive for trying and testing.</p></main></body></html>`,
    status,
    { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" },
  );
