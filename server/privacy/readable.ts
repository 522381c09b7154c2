import { wordFor } from './scan.js';

interface Told {
  about: string;
  names: string[];
  madeDateTime: string;
  data: Record<string, object[]>;
}

/** The same for people: kind by kind, line by line, without ids that say nothing. */
export function readable({ about, names, madeDateTime, data }: Told): string {
  const parts = Object.entries(data).map(([table, rows]) =>
    [
      `${table === 'audit' ? 'What this person did and asked for' : wordFor(table)} (${rows.length})`,
      ...rows.map((row) => `  - ${lineOf(row)}`),
    ].join('\n'),
  );
  return [
    `What is kept about ${about}`,
    names.length > 0 ? `Also known as ${names.join(', ')}` : '',
    `Made ${madeDateTime} by Coherence for Microsoft 365. Mail, meetings and files themselves are in Microsoft 365; records are in Coherence.`,
    '',
    parts.length > 0 ? parts.join('\n\n') : 'Nothing.',
    '',
  ].join('\n');
}
const lineOf = (row: object): string =>
  Object.entries(row)
    .filter(([, value]) => value !== null && value !== '' && value !== false)
    .map(
      ([name, value]) =>
        `${name.replace(/_/g, ' ')}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
    )
    .join('; ')
    .slice(0, 2_000);
