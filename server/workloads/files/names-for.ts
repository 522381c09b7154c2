import { namesOf } from './file-name.js';
import type { RecordOf } from './folder-rows.js';
import { foldersOf, parseTemplate } from './folder-template.js';

/** A record and what its folder is named after. */
export interface FolderOf extends RecordOf {
  moduleName: string;
  recordName: string;
  code: string;
}

/** The folders above a record's, and what its own may be called. */
export function namesFor(template: string, of: FolderOf, year = String(new Date().getUTCFullYear())) {
  const { parents, name } = foldersOf(parseTemplate(template), {
    module: of.moduleName,
    record: of.recordName,
    code: of.code,
    year,
  });
  return { parents, names: namesOf(name, of.recordId) };
}
