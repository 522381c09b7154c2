import { AppError } from '../base/errors.js';

/**
 * Refuses text with a NUL character or half a character, naming its field: no database and no address of ours holds one, and no mail, name or
 * id has one.
 * Given only what the contract already took, so it is as deep as the contract is.
 */
export function requireStorable(value: unknown, path: string[] = []): void {
  if (typeof value === 'string' && isUnstorable(value)) throw unstorable(path);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (isUnstorable(name)) throw unstorable(path);
    requireStorable(member, [...path, name]);
  }
}

/** With `u`, a surrogate is found only where its other half is missing. */
// oxlint-disable-next-line no-control-regex -- PostgreSQL keeps no NUL
const isUnstorable = (text: string): boolean => /\u0000|[\ud800-\udfff]/u.test(text);

function unstorable(path: string[]): AppError {
  const field = path.join('.') || 'body';
  return new AppError('invalid_request', `"${field}" holds a character that cannot be kept.`, {
    source: 'request',
    field,
  });
}
