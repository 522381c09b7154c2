import { DateTime } from 'luxon';
import type { Router } from '../../base/router.js';
import { ianaOf, ianaZones, windowsZones } from '../../tenant/calendar/zones.js';
import { context, ok, type Call } from '../call.js';
import { badRequest } from '../errors.js';

/** Every zone that events may name, in Windows' words or in those of IANA. */
export function addTimeZones(router: Router, callOf: (x: unknown) => Call): void {
  const answer = (x: unknown, names: string[]) => {
    const call = callOf(x);
    return ok({
      '@odata.context': context(call, 'Collection(microsoft.graph.timeZoneInformation)'),
      value: names.map((alias) => ({ alias, displayName: displayName(alias) })),
    });
  };
  router
    .on('GET', '/users/:user/outlook/supportedTimeZones', (x) => answer(x, windowsZones()))
    .on('GET', '/users/:user/outlook/supportedTimeZones()', (x) => answer(x, windowsZones()))
    .on('GET', '/users/:user/outlook/supportedTimeZones(TimeZoneStandard=:standard)', (x, { standard = '' }) => {
      const wanted = standard
        .replace(/^microsoft\.graph\.timeZoneStandard/i, '')
        .replace(/'/g, '')
        .toLowerCase();
      if (wanted !== 'windows' && wanted !== 'iana')
        throw badRequest(`The value '${standard}' of TimeZoneStandard is not valid.`, 'ErrorInvalidParameter');
      return answer(x, wanted === 'iana' ? ianaZones() : windowsZones());
    });
}

const january = DateTime.fromISO('2026-01-15T12:00:00Z');
function displayName(alias: string): string {
  const offset = january.setZone(ianaOf(alias) ?? 'UTC').toFormat('ZZ');
  return `(UTC${offset === '+00:00' ? '+00:00' : offset}) ${alias.replace(/ Standard Time$/, '')}`;
}
