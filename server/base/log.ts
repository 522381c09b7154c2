import { pino, type DestinationStream } from 'pino';

export type LogFields = Record<string, string | number | boolean | undefined>;
/** One line per event. Fields are ids, counts and codes; what looks like personal data or a secret is taken out. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  child(subsystem: string): Log;
}

export function createLog(level = 'info', destination?: DestinationStream): Log {
  const out = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination as DestinationStream,
  );
  const of = (subsystem: string): Log => {
    const write =
      (kind: 'info' | 'warn' | 'error') =>
      (event: string, fields: LogFields = {}) =>
        out[kind]({ subsystem, ...redact(fields) }, redactText(event));
    return { info: write('info'), warn: write('warn'), error: write('error'), child: of };
  };
  return of('server');
}

const secretNames = /token|secret|password|authorization|assertion|apikey|key$|subject|body|address|mail$|cookie/i;
const shapes: [RegExp, string][] = [
  [/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, '[token]'],
  [/\bBearer\s+\S+/gi, '[token]'],
  [/\b(sk|ck)_(live|test)_\w+/g, '[key]'],
  [/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g, '[address]'],
  [/\b[01]\.A[\w-]{20,}(\.[\w-]+)*/g, '[token]'], // codes and refresh tokens of Entra
  [/\bM\.[A-Z]\w*[._][\w.!*$-]{20,}/g, '[token]'], // and of personal accounts
  [/\bEw[A-Z][\w+/=-]{40,}/g, '[token]'],
  [/[\w.~-]{3}\dQ~[\w.~-]{20,}/g, '[secret]'], // client secrets of Entra
  [
    /\b(client_secret|refresh_token|access_token|id_token|code|state|nonce|assertion|ticket|secret|tempauth|sig|validationToken|clientState)=[^&\s]+/gi,
    '$1=[left out]',
  ],
  [/(\/(?:sign-in\/link|webhooks\/coherence)\/)[^/?\s]+/g, '$1[left out]'],
];
const redactText = (text: string): string => shapes.reduce((out, [shape, mark]) => out.replace(shape, mark), text);
const redact = (fields: LogFields): LogFields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      secretNames.test(name) ? '[left out]' : typeof value === 'string' ? redactText(value) : value,
    ]),
  );
