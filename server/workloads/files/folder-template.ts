import { AppError } from '../../base/errors.js';
import { cleanName, longestName } from './file-name.js';

/** What a template can say of a record. */
export interface Named {
  module: string;
  record: string;
  /** Empty where the record has none. */
  code: string;
  /** The year in which the folder is made. */
  year: string;
}
type Part = { text: string } | { field: keyof Named };
export type Template = Part[][];

const fields = new Map<string, keyof Named>([
  ['module', 'module'],
  ['record', 'record'],
  ['code', 'code'],
  ['year', 'year'],
]);
const known = '{Module}, {Record}, {Code} and {Year}';
export const usualTemplate = 'Coherence/{Module}/{Record}';
const mostFolders = 6;
const longestParent = 60;
const roomForParents = 150;
/** A folder's path leaves this much of Microsoft's 400 characters to the files in it. */
export const roomForFiles = 130;
/** What the path of a record's folder has below the root at most. */
export const longestPath = 200;

/** A template in its parts. Throws `invalid_request` at the field, in words. */
export function parseTemplate(text: string): Template {
  const folders = text
    .trim()
    .replace(/\\/g, '/')
    .split('/')
    .map((it) => it.trim());
  if (text.trim() === '') throw refuse(`Write a name for the folders, such as ${usualTemplate}.`);
  if (folders.some((it) => it === '')) throw refuse('Between two slashes stands no name. Take one of them away.');
  if (folders.length > mostFolders)
    throw refuse(`This is ${folders.length} folders deep; at most ${mostFolders} leave room for the names of files.`);
  const template = folders.map(parseFolder);
  const last = template.at(-1) ?? [];
  if (!has(last, 'record') && !has(last, 'code'))
    throw refuse('The last folder must contain {Record} or {Code}, so that each record has a folder of its own.');
  if (template.slice(0, -1).some((it) => has(it, 'record') || has(it, 'code')))
    throw refuse('{Record} and {Code} can stand in the last folder only. Use {Module} or {Year} above it.');
  return template;
}

/** The folders of a record, outermost first, each a name Microsoft takes, and together no longer than their place. */
export function foldersOf(template: Template, named: Named): { parents: string[]; name: string } {
  const say = (parts: Part[]) =>
    parts
      .map((it) => ('text' in it ? it.text : named[it.field]))
      .join('')
      .replace(/\s+/g, ' ')
      .trim();
  const above = template.slice(0, -1);
  const each = Math.min(longestParent, Math.floor(roomForParents / Math.max(1, above.length)));
  const parents = above.map((it) => cleanName(say(it), 'Records', each));
  const room = longestPath - parents.reduce((sum, it) => sum + it.length + 1, 0);
  const last = template.at(-1) ?? [];
  const wanted = named.code || !last.every((it) => !('field' in it) || it.field === 'code') ? say(last) : named.record;
  return { parents, name: cleanName(tidy(wanted), 'Record', Math.max(40, Math.min(longestName, room))) };
}

/** Without what an empty field leaves behind: brackets with nothing in them, dashes at an end. */
const tidy = (text: string): string =>
  text.replace(/\(\s*\)|\[\s*\]/g, '').replace(/^[\s\-–—_·,]+|[\s\-–—_·,]+$/g, '') || text;

function parseFolder(folder: string): Part[] {
  const parts: Part[] = [];
  for (const piece of folder.split(/(\{[^{}]*\})/).filter(Boolean)) {
    const name = /^\{\s*([^{}]*?)\s*\}$/.exec(piece)?.[1];
    if (name === undefined) parts.push({ text: plain(piece) });
    else {
      const field = fields.get(name.toLowerCase());
      if (!field) throw refuse(`There is no field {${name}}. The fields are ${known}.`);
      parts.push({ field });
    }
  }
  const words = parts.every((it) => 'text' in it) ? folder : undefined;
  if (words !== undefined && cleanName(words, '') !== words)
    throw refuse(`Microsoft does not take "${words}" as the name of a folder.`);
  return parts;
}
function plain(text: string): string {
  if (/[{}]/.test(text)) throw refuse('A bracket is open or closed alone. Fields are written like {Record}.');
  const illegal = /["*:<>?|#%]/.exec(text)?.[0];
  if (illegal) throw refuse(`Microsoft does not take ${illegal} in the name of a folder.`);
  return text;
}
const has = (parts: Part[], field: keyof Named): boolean => parts.some((it) => 'field' in it && it.field === field);
const refuse = (sentence: string) =>
  new AppError('invalid_request', sentence, { source: 'request', field: 'settings.template' });
