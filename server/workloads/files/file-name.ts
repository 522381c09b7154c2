import { sha256 } from '../../base/ids.js';

const reserved = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|\.lock|desktop\.ini|forms)$/i;
/** What a name gets at most: the whole path may have 400 characters. */
export const longestName = 120;

/**
 * A name OneDrive and SharePoint take, as near to the wanted one as possible: forbidden characters become spaces or
 * dashes, ends are trimmed, reserved words and too long names changed. The same name always gives the same result.
 */
export function cleanName(wanted: string, otherwise = 'Untitled', longest = longestName): string {
  const cleaned = wanted
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Co}\p{Cn}\p{Cs}\u2028\u2029]/gu, ' ')
    .replace(/(?![\u200C\u200D])\p{Cf}/gu, ' ') // joiners are part of many scripts and of emoji
    .replace(/[\\/|]/g, '-')
    .replace(/["*:<>?#%]/g, ' ')
    .replace(/_vti_/gi, '_vti-')
    .replace(/\s+/g, ' ');
  const trimmed = trim(cut(trim(cleaned), longest));
  if (!/[\p{L}\p{N}\p{S}]/u.test(trimmed)) return otherwise;
  const isReserved = reserved.test(trimmed) || reserved.test(trimmed.replace(/\..*$/, ''));
  return isReserved ? `${cut(trimmed, longest - 2)} -` : trimmed;
}

/** As `cleanName`, keeping the ending that says what the file is. */
export function cleanFileName(wanted: string): string {
  const [, stem = wanted, ending = ''] = /^(.+)(\.[A-Za-z0-9]{1,10})$/.exec(wanted.trim()) ?? [];
  const name = cleanName(stem, 'attachment');
  return trim(`${cut(name, longestName - ending.length)}${ending}`);
}

/** "quote.pdf" as "quote (2).pdf". */
export function numbered(name: string, n: number): string {
  if (n < 2) return name;
  const [, stem = name, ending = ''] = /^(.+)(\.[A-Za-z0-9]{1,10})$/.exec(name) ?? [];
  return `${cut(stem, longestName - ending.length - 5)} (${n})${ending}`;
}

/**
 * What a folder of a record may be called, best first: its own name, else with a mark of the record, which no other has.
 * Always the same for the same record.
 */
export function namesOf(name: string, recordId: string, longest = longestName): string[] {
  const mark = sha256(recordId);
  const marked = (length: number) => `${trim(cut(name, longest - length - 3))} (${mark.slice(0, length)})`;
  return [name, marked(6), marked(16), marked(32)];
}

/** What a folder of a record may be called beside one of its name that is not ours: "Acme (2)", and so on. */
export function anotherNames(name: string, longest = longestName): string[] {
  return Array.from({ length: 50 }, (_, i) => `${trim(cut(name, longest - 5))} (${i + 2})`);
}

/** Equal for names that cannot stand beside each other: in other cases, or that nobody could tell apart. */
export const nameKey = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFC');

const trim = (text: string): string => text.replace(/^[\s~.\u200C\u200D]+|[\s.\u200C\u200D]+$/g, '');
/** Cut by what people see as characters, so that no emoji is halved. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  let out = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (out.length + segment.length > length) break;
    out += segment;
  }
  // One character of many marks can be longer than a name; then it is cut between them.
  if (!out) for (const point of text) if (out.length + point.length <= length) out += point;
  return out.trimEnd();
}
