const titles = /^(dr|prof|mr|mrs|ms|mx|herr|frau|sir|dame|ing|mgr|dipl\.?-?ing)\.?$/i;

/** First and last name from what a mail shows: "Last, First", titles and brackets are understood, markup is left out; an address is split at its dots. */
export function splitName(shown: string, address = ''): { first: string; last: string } {
  const cleaned = shown
    .replace(/<[^>]*>|[<>"']/g, '')
    .replace(/\s*[([].*$/, '')
    .replace(/\s+(via|from|at)\s+.*$/i, '')
    .trim();
  const source = cleaned && !cleaned.includes('@') ? cleaned : fromAddress(address || cleaned);
  const [before = '', after] = source.split(/,\s*/, 2);
  const words = (after === undefined ? before : `${after} ${before}`)
    .split(/\s+/)
    .filter((word) => word && !titles.test(word));
  if (after !== undefined)
    return {
      first: after
        .split(/\s+/)
        .filter((word) => !titles.test(word))
        .join(' '),
      last: before,
    };
  return words.length < 2
    ? { first: words[0] ?? '', last: '' }
    : { first: words.slice(0, -1).join(' '), last: words.at(-1) ?? '' };
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const fromAddress = (address: string) =>
  (address.split('@')[0] ?? '')
    .replace(/\+.*$/, '')
    .split(/[._-]+/)
    .filter((part) => /\D/.test(part))
    .map(capital)
    .join(' ');
