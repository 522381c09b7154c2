const reserved = /^(con|prn|aux|nul|com\d|lpt\d|\.lock|desktop\.ini|forms)$/i;
const longest = 120; // the whole path may have 400 characters

/**
 * A name OneDrive and SharePoint take, as near to the wanted one as possible: forbidden characters become spaces or
 * dashes, ends are trimmed, reserved words and too long names changed. The same name always gives the same result.
 */
export function cleanName(wanted: string, otherwise = 'Untitled'): string {
  const cleaned = wanted
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\u2028\u2029]/gu, ' ')
    .replace(/[\\/|]/g, '-')
    .replace(/["*:<>?#%]/g, ' ')
    .replace(/_vti_/gi, '_vti-')
    .replace(/\s+/g, ' ');
  const trimmed = trim(cut(trim(cleaned), longest));
  if (!/[\p{L}\p{N}\p{S}]/u.test(trimmed)) return otherwise;
  return reserved.test(trimmed) || reserved.test(trimmed.replace(/\..*$/, '')) ? `${trimmed} -` : trimmed;
}

/** As `cleanName`, keeping the ending that says what the file is. */
export function cleanFileName(wanted: string): string {
  const [, stem = wanted, ending = ''] = /^(.+)(\.[A-Za-z0-9]{1,10})$/.exec(wanted.trim()) ?? [];
  const name = cleanName(stem, 'attachment');
  return trim(`${cut(name, longest - ending.length)}${ending}`);
}

/** "quote.pdf" as "quote (2).pdf". */
export function numbered(name: string, n: number): string {
  if (n < 2) return name;
  const [, stem = name, ending = ''] = /^(.+)(\.[A-Za-z0-9]{1,10})$/.exec(name) ?? [];
  return `${cut(stem, longest - ending.length - 5)} (${n})${ending}`;
}

const trim = (text: string): string => text.replace(/^[\s~.]+|[\s.]+$/g, '');
/** Cut by what people see as characters, so that no emoji is halved. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  let out = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (out.length + segment.length > length) break;
    out += segment;
  }
  return out.trimEnd();
}
