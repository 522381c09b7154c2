import type { Drive } from '../../tenant/files/drive-item.js';
import type { Call } from '../call.js';
import { badRequest, GraphRefusal } from '../errors.js';

const longestPath = 400;

/** Names that OneDrive and SharePoint refuse, with where they stand: a folder's rules are stricter. */
export function requireName(name: string, of: { drive: Drive; parentId: string; isFolder: boolean }): void {
  const isRefused =
    name.length === 0 ||
    name.length > 255 ||
    /["*:<>?/\\|]/.test(name) ||
    [...name].some((letter) => letter < ' ') ||
    /^\s|[\s.]$/.test(name) ||
    /^~\$/.test(name) ||
    /_vti_/i.test(name) ||
    /^(\.lock|con|prn|aux|nul|com\d|lpt\d|desktop\.ini)$/i.test(name) ||
    (of.isFolder && name.startsWith('~')) ||
    (of.drive.driveType === 'documentLibrary' && of.parentId === of.drive.rootId && /^forms$/i.test(name));
  if (isRefused)
    throw badRequest(
      'The provided name cannot contain any of the following characters, or is reserved: " * : < > ? / \\ |',
      'invalidRequest',
      'invalidPath',
    );
}

/** The decoded path from the site's address on may have 400 characters. */
export function requirePathLength(call: Call, drive: Drive, parentId: string, name: string): void {
  const parent = drive.items[parentId];
  const path = [
    ...drive.webPath.split('/').slice(1),
    ...(parent ? call.tenants.drives.path(drive, parent) : []),
    name,
  ].join('/');
  if (path.length > longestPath)
    throw new GraphRefusal(
      400,
      'invalidRequest',
      'The specified file or folder name is too long. The URL path for all files and folders must be 400 characters or less (and no more than 400 characters for any single URL component).',
      {},
      'pathIsTooLong',
    );
}

/** "Report.pdf" as "Report 1.pdf", the first number that is free. */
export function freeName(call: Call, drive: Drive, parentId: string, name: string): string {
  const [, stem = name, ending = ''] = /^(.*?)(\.[^.]*)?$/.exec(name) ?? [];
  for (let n = 1; ; n += 1)
    if (!call.tenants.drives.child(drive, parentId, `${stem} ${n}${ending}`)) return `${stem} ${n}${ending}`;
}

export type Clash = 'fail' | 'replace' | 'rename';
export function clashOf(value: unknown, otherwise: Clash): Clash {
  if (value === undefined || value === null) return otherwise;
  if (value === 'fail' || value === 'replace' || value === 'rename') return value;
  throw badRequest('The value of @microsoft.graph.conflictBehavior is not valid.', 'invalidRequest');
}
