import { en } from './en.js';

type Table = Record<string, string>;
/** A key of a table, or the common part of a pair `.one` / `.other`. */
export type KeyOf<T extends Table> =
  | (keyof T & string)
  | (keyof T extends infer K ? (K extends `${infer Base}.one` ? Base : never) : never);
export type TextKey = KeyOf<typeof en>;
export type Values = Record<string, string | number>;

const plural = new Intl.PluralRules('en');

/** Gives the sentence for a key of this table with its values filled in. */
export const createT =
  <T extends Table>(table: T) =>
  (key: KeyOf<T>, values: Values = {}): string => {
    const texts: Table = table;
    const text =
      texts[key] ?? texts[`${key}.${plural.select(Number(values.count ?? 0)) === 'one' ? 'one' : 'other'}`] ?? key;
    return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  };
export const t = createT(en);

/** The reader's language; the machine's own where the browser names one that nobody knows (Chromium with LANG=C says `en-US@posix`). */
export function locale(): string | undefined {
  try {
    return Intl.getCanonicalLocales(globalThis.navigator?.language)[0];
  } catch {
    return undefined;
  }
}

/** The time alone for today, with the date otherwise, in the reader's own zone and manner. */
export function formatTime(iso: string, now = new Date()): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  if (date.toDateString() === now.toDateString())
    return date.toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit' });
  return date.toLocaleString(locale(), {
    day: 'numeric',
    month: 'short',
    ...(date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
  });
}
/** Date, time and the name of the zone, for a tooltip. */
export const formatFullTime = (iso: string): string =>
  new Date(iso).toLocaleString(locale(), { dateStyle: 'full', timeStyle: 'long' });

export function formatDay(iso: string): string {
  return new Date(iso).toLocaleDateString(locale(), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
}

/** In kilobytes at least, as Outlook and OneDrive show it: nobody cares for bytes. */
export function formatSize(bytes: number): string {
  const isLarge = bytes >= 1_000_000;
  const value = isLarge ? bytes / 1_000_000 : Math.max(1, bytes / 1_000);
  return value.toLocaleString(locale(), {
    style: 'unit',
    unit: isLarge ? 'megabyte' : 'kilobyte',
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  });
}

export const formatList = (names: string[]): string =>
  new Intl.ListFormat(locale(), { type: 'conjunction' }).format(names);
export const formatCount = (count: number): string => count.toLocaleString(locale());
export function formatDate(iso: string): string {
  return new Date(iso).toLocaleDateString(locale(), { day: 'numeric', month: 'long', year: 'numeric' });
}
/** A length of time in its largest fitting unit: "5 minutes". */
export function formatSpan(seconds: number): string {
  const [value, unit] =
    seconds >= 86_400
      ? [seconds / 86_400, 'day']
      : seconds >= 3_600
        ? [seconds / 3_600, 'hour']
        : seconds >= 60
          ? [seconds / 60, 'minute']
          : [seconds, 'second'];
  return Math.floor(value).toLocaleString(locale(), { style: 'unit', unit, unitDisplay: 'long' });
}
