interface Header {
  name?: string | null;
  value?: string | null;
}
const mostReferences = 50;

/**
 * What the transport headers of a mail tell us: whether a machine sent it to many (List-Unsubscribe of RFC 2369 and 8058,
 * Precedence, Auto-Submitted of RFC 3834), and which mails it answers.
 */
export function readHeaders(headers: readonly Header[]): { isBulk: boolean; references: string[] } {
  const of = (name: string) =>
    headers.filter((it) => it.name?.toLowerCase() === name).map((it) => (it.value ?? '').trim());
  const references = [...of('references'), ...of('in-reply-to')].flatMap((it) => it.match(/<[^<>\s]+>/g) ?? []);
  return {
    isBulk:
      of('list-unsubscribe').some(Boolean) ||
      of('precedence').some((it) => /^(bulk|list|junk)$/i.test(it)) ||
      of('auto-submitted').some((it) => it !== '' && !/^no\b/i.test(it)),
    references: [...new Set(references)].slice(-mostReferences), // the nearest ancestors stand last
  };
}
