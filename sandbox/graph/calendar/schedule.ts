import type { FreeBusyStatus } from '@microsoft/microsoft-graph-types';
import type { Router } from '../../base/router.js';
import type { Agenda } from '../../tenant/calendar/agenda.js';
import { digits, statusOf, takenBetween, weightier } from '../../tenant/calendar/availability.js';
import { graphTime, instantOf, wallTime } from '../../tenant/calendar/zones.js';
import { distributionLists } from '../../tenant/company.js';
import { expand } from '../../tenant/mail/owners.js';
import { bodyOf, context, ok, type Call } from '../call.js';
import { badRequest } from '../errors.js';
import { agendaAt, isOwn, rightIn } from './access.js';
import type { Sight } from './sight.js';
import { readTime, zoneOf } from './times.js';

const most = 20;
const longestDays = 62;
const dayMs = 86_400_000;

/** POST getSchedule: for each address when it is taken, as far as the caller may know; what is wrong with one is told in its place. */
export function addSchedules(router: Router, callOf: (x: unknown) => Call): void {
  router.on('POST', '/users/:user/calendars/:calendar/getSchedule', (x, { user = '' }) => {
    const call = callOf(x);
    agendaAt(call, user);
    const body = Object.fromEntries(Object.entries(bodyOf(call)).map(([name, value]) => [name.toLowerCase(), value]));
    const schedules = body.schedules;
    if (!Array.isArray(schedules) || schedules.length === 0 || !schedules.every((it) => typeof it === 'string'))
      throw badRequest("Cannot read the value of property 'schedules'.", 'RequestBodyRead');
    if (schedules.length > most)
      throw badRequest(`The number of schedules exceeds the limit of ${most}.`, 'ErrorInvalidRequest');
    const [from, to] = [instantOf(readTime(body.starttime, 'startTime')), instantOf(readTime(body.endtime, 'endTime'))];
    if (to <= from) throw badRequest('The end of the time window must be after its start.', 'ErrorInvalidTimeInterval');
    if (to - from > longestDays * dayMs)
      throw badRequest(
        `The requested time window must not be longer than ${longestDays} days.`,
        'ErrorTimeIntervalTooBig',
      );
    const interval = body.availabilityviewinterval ?? 30;
    if (typeof interval !== 'number' || interval < 5 || interval > 1440 || interval * 60_000 > to - from)
      throw badRequest(
        'The interval must be between 5 and 1440 minutes and not longer than the window.',
        'ErrorInvalidMergedFreeBusyInterval',
      );
    const timeZone = zoneOf(call);
    return ok({
      '@odata.context': context(call, 'Collection(microsoft.graph.scheduleInformation)'),
      value: schedules.map((it) => scheduleOf(call, it.trim(), { from, to, stepMs: interval * 60_000, timeZone })),
    });
  });
}

interface Window {
  from: number;
  to: number;
  stepMs: number;
  timeZone: string;
}
function scheduleOf(call: Call, address: string, window: Window): Record<string, unknown> {
  const isList = distributionLists.some(
    (it) => it.address === address.toLowerCase() && it.tenantId === call.caller.tid,
  );
  const agendas = expand([address])
    .map((it) => call.tenants.agendas.byAddress(it))
    .filter((it): it is Agenda => it?.owner.tenantId === call.caller.tid);
  const [agenda] = agendas;
  if (!agenda)
    return {
      scheduleId: address,
      availabilityView: '',
      scheduleItems: [],
      error: {
        message: `Unable to resolve e-mail address ${address} to an Active Directory object.`,
        responseCode: 'ErrorMailRecipientNotFound',
      },
    };
  const statuses = agendas.map((it) => statusesOf(it, window));
  const view = (statuses[0] ?? []).map(
    (first, i) =>
      digits[statuses.reduce<FreeBusyStatus>((found, it) => weightier(found, it[i] ?? 'free'), first)] ?? '0',
  );
  return {
    scheduleId: address,
    availabilityView: view.join(''),
    ...(isList
      ? { scheduleItems: [] }
      : { scheduleItems: itemsOf(call, agenda, window), workingHours: agenda.state.settings.workingHours }),
  };
}
function statusesOf(agenda: Agenda, { from, to, stepMs }: Window): FreeBusyStatus[] {
  const taken = takenBetween(agenda, from, to);
  return Array.from({ length: Math.ceil((to - from) / stepMs) }, (_, i) =>
    statusOf(taken, from + i * stepMs, Math.min(to, from + (i + 1) * stepMs)),
  );
}

/** How much the caller may see of somebody's time: everybody in the organisation as much as the calendar's default says. */
function sightOf(call: Call, agenda: Agenda): Sight | undefined {
  if (isOwn(call, agenda)) return 'everything';
  const calendar = agenda.defaultCalendar;
  const right = rightIn(call, agenda, calendar);
  if (right) return right.sight;
  return calendar.permissions.find((it) => !it.isRemovable)?.role === 'freeBusyRead' ? 'busy' : undefined;
}
function itemsOf(call: Call, agenda: Agenda, { from, to, timeZone }: Window): Record<string, unknown>[] {
  const sight = sightOf(call, agenda);
  if (sight === undefined) return [];
  const time = (ms: number) => graphTime(wallTime(ms, timeZone));
  return takenBetween(agenda, from, to).map(({ fields, startMs, endMs }) => {
    const isPrivate = fields.sensitivity === 'private';
    const isTold = sight === 'everything' || (sight !== 'busy' && !isPrivate);
    return {
      status: fields.showAs,
      start: time(startMs),
      end: time(endMs),
      ...(sight === 'busy' ? {} : { isPrivate }),
      ...(isTold ? { subject: fields.subject, location: fields.location.displayName ?? '' } : {}),
    };
  });
}
