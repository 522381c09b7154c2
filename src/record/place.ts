export type Place =
  | { kind: 'record'; module: string; id: string }
  | { kind: 'returning' | 'consented' | 'refused' | 'noAddress' };

/** What the address asks for: a record, or the end of a permission that was given (or not) on Microsoft's page. */
export function readPlace({ pathname, search, hash }: Pick<Location, 'pathname' | 'search' | 'hash'>): Place {
  const [, module, id] = /^\/record\/([^/]+)\/([^/]+)$/.exec(pathname) ?? [];
  if (module && id) return { kind: 'record', module: decodeURIComponent(module), id: decodeURIComponent(id) };
  if (/[#&]state=/.test(hash)) return { kind: 'returning' }; // MSAL takes it from here and goes back to where the person was
  const query = new URLSearchParams(search);
  if (query.has('error')) return { kind: 'refused' };
  return { kind: query.has('admin_consent') || query.has('code') ? 'consented' : 'noAddress' };
}
