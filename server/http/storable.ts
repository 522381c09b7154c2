import { AppError } from '../base/errors.js';

/**
 * Refuses text with a NUL character, naming its field: no database of ours keeps one, and no mail, name or id has one.
 * Given only what the contract already took, so it is as deep as the contract is.
 */
export function requireStorable(value: unknown, path: string[] = []): void {
  if (typeof value === 'string' && value.includes('\u0000')) throw unstorable(path);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (name.includes('\u0000')) throw unstorable(path);
    requireStorable(member, [...path, name]);
  }
}

function unstorable(path: string[]): AppError {
  const field = path.join('.') || 'body';
  return new AppError('invalid_request', `"${field}" holds a character that cannot be kept (NUL).`, {
    source: 'request',
    field,
  });
}
