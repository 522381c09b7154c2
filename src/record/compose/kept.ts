import type { WishedMail } from '../../../contract/api.js';

/** A mail as it was last typed, in case the server could not take it. Of one person at a time: the next one does not find it. */
export interface Kept {
  person: string;
  id: string;
  version: number;
  mail: WishedMail;
}
const nameOf = (record: { module: string; id: string }) => `coherence.writing ${record.module}/${record.id}`;

export function keep(kept: Kept): void {
  try {
    localStorage.setItem(nameOf(kept.mail.record), JSON.stringify(kept));
  } catch {
    /* the browser keeps nothing: the server's copy remains */
  }
}

export function readKept(person: string, record: { module: string; id: string }): Kept | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(nameOf(record)) ?? 'null') as Kept | null;
    return kept?.person === person ? kept : undefined;
  } catch {
    return undefined;
  }
}

export function forgetKept(record: { module: string; id: string }): void {
  try {
    localStorage.removeItem(nameOf(record));
  } catch {
    /* there is none then */
  }
}
