import { badQuery } from './errors.js';

/** The options inside the brackets of one expanded name: `attachments($select=id,name)`. */
export type Expansion = Record<string, string>;

/** `$expand=a($select=x;$top=1),b` as the names with their options. Brackets and quotes may hold commas. */
export function readExpand(text: string | null): Record<string, Expansion> {
  return Object.fromEntries(
    split(text ?? '', ',').map((part): [string, Expansion] => {
      const read = /^\s*([\w./]+)\s*(?:\(([^]*)\))?\s*$/.exec(part);
      if (!read) throw badQuery(`Parsing OData Select and Expand failed: '${part}'.`);
      const options = split(read[2] ?? '', ';').map((it): [string, string] => {
        const at = it.indexOf('=');
        return [it.slice(0, at).trim(), it.slice(at + 1).trim()];
      });
      return [read[1] ?? '', Object.fromEntries(options)];
    }),
  );
}

function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let [depth, quoted, part] = [0, false, ''];
  for (const char of text) {
    if (char === "'") quoted = !quoted;
    else if (!quoted && char === '(') depth += 1;
    else if (!quoted && char === ')') depth -= 1;
    if (char === separator && depth === 0 && !quoted) {
      parts.push(part);
      part = '';
    } else part += char;
  }
  return [...parts, part].filter((it) => it.trim() !== '');
}
