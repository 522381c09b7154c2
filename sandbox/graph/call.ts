import type { Behaviour } from '../base/behaviour.js';
import type { Clock } from '../base/clock.js';
import type { Answer, Exchange } from '../base/exchange.js';
import { isNamed, organisations, type Organisation, type Person } from '../tenant/company.js';
import { everyAccount } from '../tenant/rooms.js';
import type { Tenants } from '../tenant/tenants.js';
import type { Caller } from '../entra/tokens.js';
import { badRequest, notFoundResource } from './errors.js';
import type { Role } from '../tenant/files/drive-item.js';
import type { MeetingPart } from '../tenant/mail/shapes.js';
import type { FileAddresses } from './files/addresses.js';
import type { Page } from './query.js';

/** One request to Graph with everything known about it: who asks, what they prefer, where it lands. */
export interface Call {
  exchange: Exchange;
  /** Canonical path below /v1.0: `me` and `drive` resolved. */
  path: string;
  query: URLSearchParams;
  caller: Caller;
  tenants: Tenants;
  clock: Clock;
  /** The address clients see, for links and contexts. */
  baseUrl: string;
  behaviour: Behaviour;
  isImmutable: boolean;
  /** The preferences that are honoured, as `Preference-Applied` says them. */
  preferences: string[];
  maxPageSize?: number;
  textBody: boolean;
  /** The zone in which times are to be answered, by the name it was asked for; UTC when none was. */
  timeZone?: string;
  /** The event that a meeting message is about, as its own mailbox has it. */
  eventOf(mailbox: string, meeting: MeetingPart): Record<string, unknown> | undefined;
  /** The addresses of files that clients are handed. */
  files: FileAddresses;
  /** The item that a sharing link gives a right on, for this request alone. */
  throughLink?: { driveId: string; itemId: string; role: Role };
}

export const ok = (body: unknown, status = 200, headers: Record<string, string> = {}): Answer => ({
  status,
  headers,
  body,
});
export const noContent = (): Answer => ({ status: 204 });
export const accepted = (): Answer => ({ status: 202 });
export const context = (call: Call, of: string) => `${call.baseUrl}/v1.0/$metadata#${of}`;

/** A page of a collection, with an absolute nextLink on the host that was asked. */
export function collection(call: Call, of: string, page: Page): Answer {
  const next = page.next && `${call.baseUrl}${call.exchange.path}?${new URLSearchParams(page.next).toString()}`;
  return ok({
    '@odata.context': context(call, of),
    ...(page.count === undefined ? {} : { '@odata.count': page.count }),
    value: page.value,
    ...(next ? { '@odata.nextLink': next } : {}),
  });
}

export function bodyOf(call: Call): Record<string, unknown> {
  const text = call.exchange.body.toString('utf8');
  if (!text) return {};
  try {
    const value = JSON.parse(text) as unknown;
    if (value && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    /* refused below */
  }
  throw badRequest(
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  );
}

/** A member that should be text; anything else is as if it were not there. */
export const textOf = (value: unknown, otherwise = ''): string => (typeof value === 'string' ? value : otherwise);

/** Whoever a path names, by id or sign-in name, within the caller's own organisation: others do not exist. */
export function personAt(call: Call, key: string): { organisation: Organisation; person: Person } {
  const organisation = organisations.find((it) => it.tenantId === call.caller.tid);
  const person = organisation && everyAccount(organisation).find((it) => isNamed(it, key));
  if (!organisation || !person) throw notFoundResource(key);
  return { organisation, person };
}
