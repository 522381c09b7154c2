import { badRequest } from './errors.js';

type Value = string | number | boolean | null;
export type Test = (item: Record<string, unknown>) => boolean;
export interface Comparison {
  path: string;
  operator: string;
  value: Value;
}
/** A part of a filter; what it asks for in plain terms, where it can be said so. */
interface Clause {
  test: Test;
  comparison?: Comparison;
  /** The parts of an `and` chain. */
  all?: Clause[];
}

export const readFilter = (text: string): Test => parseFilter(text).test;

/** The comparisons that must all hold, and whether they are the whole of the filter. */
export function conjuncts(text: string): { comparisons: Comparison[]; isWhole: boolean } {
  const clause = parseFilter(text);
  const parts = clause.all ?? [clause];
  const comparisons = parts.map((it) => it.comparison).filter((it) => it !== undefined);
  return { comparisons, isWhole: comparisons.length === parts.length };
}

/**
 * An OData $filter as a test: eq ne gt ge lt le, and or not, brackets, startswith, endswith, contains, and
 * any() over a list. Dates are compared as instants. Throws Graph's 400 on anything else.
 */
function parseFilter(text: string): Clause {
  const words = tokenize(text);
  let at = 0;
  const peek = () => words[at];
  const take = (wanted?: string) => {
    const word = words[at];
    if (word === undefined || (wanted !== undefined && word.toLowerCase() !== wanted)) throw invalid(text);
    at += 1;
    return word;
  };
  const is = (word: string) => peek()?.toLowerCase() === word;

  const or = (): Clause => {
    let left = and();
    while (is('or')) {
      take();
      const [a, b] = [left.test, and().test];
      left = { test: (it) => a(it) || b(it) };
    }
    return left;
  };
  const and = (): Clause => {
    let left = not();
    while (is('and')) {
      take();
      const right = not();
      const [a, b] = [left.test, right.test];
      left = { test: (it) => a(it) && b(it), all: [...(left.all ?? [left]), ...(right.all ?? [right])] };
    }
    return left;
  };
  const not = (): Clause => {
    if (!is('not')) return primary();
    take();
    const inner = not().test;
    return { test: (it) => !inner(it) };
  };
  const primary = (): Clause => {
    if (is('(')) {
      take();
      const inner = or();
      take(')');
      return inner;
    }
    const word = take();
    const fn = word.toLowerCase();
    if (is('(') && ['startswith', 'endswith', 'contains'].includes(fn)) {
      take('(');
      const path = take();
      take(',');
      const needle = String(literal(take())).toLowerCase();
      take(')');
      return {
        test: (it) => {
          const value = valueAt(it, path);
          const hay = typeof value === 'string' ? value.toLowerCase() : '';
          return fn === 'startswith'
            ? hay.startsWith(needle)
            : fn === 'endswith'
              ? hay.endsWith(needle)
              : hay.includes(needle);
        },
      };
    }
    const any = /^(.+)\/any$/i.exec(word);
    if (any && is('(')) {
      take('(');
      const variable = take();
      take(':');
      const inner = or().test;
      take(')');
      return {
        test: (it) => {
          const list = valueAt(it, any[1] ?? '');
          return Array.isArray(list) && (list as unknown[]).some((member) => inner({ [variable]: member }));
        },
      };
    }
    const operator = take().toLowerCase();
    const wanted = literal(take());
    if (!(operator in compare)) throw invalid(text);
    return {
      test: (it) => compare[operator as keyof typeof compare](order(valueAt(it, word), wanted)),
      comparison: { path: word, operator, value: wanted },
    };
  };
  const literal = (word: string): Value => {
    if (word.startsWith("'")) return word.slice(1, -1).replace(/''/g, "'");
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'null') return null;
    if (/^-?\d+(\.\d+)?$/.test(word)) return Number(word);
    if (/^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(word)) return word;
    throw invalid(text);
  };
  const clause = or();
  if (at < words.length) throw invalid(text);
  return clause;
}

/** Members that a filter names, so that unknown ones can be refused. The variables of `any` are none. */
export function filterPaths(text: string): string[] {
  const words = tokenize(text);
  const variables = new Set(words.filter((_, i) => words[i + 1] === ':'));
  return words
    .filter(
      (word) =>
        /^[a-z]\w*(\/\w+)*$/i.test(word) &&
        !/^(and|or|not|eq|ne|gt|ge|lt|le|true|false|null|startswith|endswith|contains|in)$/i.test(word),
    )
    .map((word) => word.split('/')[0] ?? '')
    .filter((name) => !variables.has(name));
}

const compare = {
  eq: (n: number) => n === 0,
  ne: (n: number) => n !== 0,
  gt: (n: number) => n === 1,
  ge: (n: number) => n === 1 || n === 0,
  lt: (n: number) => n === -1,
  le: (n: number) => n === -1 || n === 0,
};

/** -1, 0, 1, or 2 when the two cannot be compared. */
function order(left: unknown, right: Value): number {
  if (left === undefined || left === null || right === null) return (left ?? null) === right ? 0 : 2;
  const [a, b]: [string | number, string | number] =
    typeof left === 'string' && typeof right === 'string'
      ? isInstant(left) && isInstant(right)
        ? [Date.parse(left), Date.parse(right)]
        : [left.toLowerCase(), right.toLowerCase()]
      : [left as number, right as number];
  return a === b ? 0 : a < b ? -1 : 1;
}
const isInstant = (text: string) => /^\d{4}-\d\d-\d\d(T|$)/.test(text);
const valueAt = (item: Record<string, unknown>, path: string): unknown =>
  path.split('/').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], item);

function tokenize(text: string): string[] {
  const words = text.match(/'(?:[^']|'')*'|[(),:]|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)|[^\s(),:']+/g) ?? [];
  if (words.join('').replace(/\s/g, '') !== text.replace(/\s/g, '')) throw invalid(text);
  return words;
}
const invalid = (text: string) => badRequest(`Invalid filter clause: '${text.slice(0, 200)}'.`);
