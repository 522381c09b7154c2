import { DateTime } from 'luxon';
import { ianaOf, type ZonedTime } from '../../tenant/calendar/zones.js';
import type { Call } from '../call.js';
import { badRequest } from '../errors.js';

const unknownZone = (name: string) =>
  badRequest(
    `A valid TimeZone value must be specified. The following TimeZone value is not supported: '${name}'.`,
    'TimeZoneNotSupportedException',
  );

/** The zone in which the caller wants to be answered. */
export function zoneOf({ timeZone = 'UTC' }: Call): string {
  if (ianaOf(timeZone) === undefined) throw unknownZone(timeZone);
  return timeZone;
}

/** A time as a body gives it: `{dateTime, timeZone}`; one with an offset is that instant in the zone. */
export function readTime(value: unknown, name: string): ZonedTime {
  const { dateTime, timeZone = 'UTC' } = (value ?? {}) as { dateTime?: unknown; timeZone?: unknown };
  if (typeof dateTime !== 'string' || typeof timeZone !== 'string')
    throw badRequest(`Cannot read the value of property '${name}'.`, 'RequestBodyRead');
  const zone = ianaOf(timeZone);
  if (zone === undefined) throw unknownZone(timeZone);
  const read = DateTime.fromISO(dateTime.trim(), { zone, setZone: false });
  if (!read.isValid)
    throw badRequest(`The value '${dateTime}' of parameter '${name}.dateTime' is invalid.`, 'ErrorInvalidParameter');
  const hasOffset = /(Z|[+-]\d\d:?\d\d)$/i.test(dateTime.trim());
  // Without an offset the digits are kept as they are, also where the clock skips them.
  const digits = hasOffset ? read : DateTime.fromISO(dateTime.trim(), { zone: 'UTC' });
  return { dateTime: digits.toFormat("yyyy-MM-dd'T'HH:mm:ss"), timeZone };
}

/** The start and end of a window in the address: with an offset, else UTC. */
export function readWindow(call: Call): [number, number] {
  const at = (name: string): number => {
    const found = [...call.query].find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
    if (!found)
      throw badRequest(
        `This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.`,
        'ErrorInvalidParameter',
      );
    const read = DateTime.fromISO(found.replace(/ (?=\d\d:?\d\d$)/, '+'), { zone: 'UTC' });
    if (!read.isValid)
      throw badRequest(`The value '${found}' of parameter '${name}' is invalid.`, 'ErrorInvalidParameter');
    return read.toMillis();
  };
  const window: [number, number] = [at('startDateTime'), at('endDateTime')];
  if (window[0] > window[1])
    throw badRequest('The end of the time window must not be before its start.', 'ErrorInvalidParameter');
  if (window[1] - window[0] > 1825 * 86_400_000)
    throw badRequest(
      'The difference between startDateTime and endDateTime must be less than 1825 days.',
      'ErrorInvalidParameter',
    );
  return window;
}
