import { randomUUID } from 'node:crypto';
import type { OutlookCategory } from '@microsoft/microsoft-graph-types';
import type { Router } from '../../base/router.js';
import { sharedMailboxes } from '../../tenant/company.js';
import type { WorkingHours } from '../../tenant/calendar/shapes.js';
import { ianaOf } from '../../tenant/calendar/zones.js';
import type { Mailbox } from '../../tenant/mailboxes.js';
import { bodyOf, collection, context, noContent, ok, type Call } from '../call.js';
import { badRequest, GraphRefusal, notFoundItem, notImitated } from '../errors.js';
import { pageOf, select } from '../query.js';
import { mailboxAt } from './access.js';

const isColour = (it: unknown): it is NonNullable<OutlookCategory['color']> =>
  typeof it === 'string' && /^(none|preset([0-9]|1[0-9]|2[0-4]))$/.test(it);
const languages = {
  'en-GB': 'English (United Kingdom)',
  'de-DE': 'German (Germany)',
  'fr-FR': 'French (France)',
  'it-IT': 'Italian (Italy)',
};

/** The list of categories with their colours, and the settings of a mailbox. */
export function addMailboxSettings(router: Router, callOf: (x: unknown) => Call): void {
  const at = (x: unknown, { user = '' }: Record<string, string>) => {
    const call = callOf(x);
    return { call, box: mailboxAt(call, user) };
  };
  const categoryAt = (box: Mailbox, id = '') => {
    const found = box.categories.find((it) => it.id === id);
    if (!found) throw notFoundItem();
    return found;
  };
  const path = '/users/:user/outlook/masterCategories';
  const one = (call: Call, box: Mailbox, it: OutlookCategory, status = 200) =>
    ok({ '@odata.context': context(call, `users('${box.objectId}')/outlook/masterCategories/$entity`), ...it }, status);
  router
    .on('GET', path, (x, params) => {
      const { call, box } = at(x, params);
      return collection(
        call,
        `users('${box.objectId}')/outlook/masterCategories`,
        pageOf(
          {
            items: box.categories.map((it) => ({ ...it })),
            type: 'microsoft.graph.outlookCategory',
            options: ['$filter', '$top', '$skip', '$count', '$orderby'],
            pageSize: 100,
            largestPage: 1000,
          },
          call.query,
        ),
      );
    })
    .on('POST', path, (x, params) => {
      const { call, box } = at(x, params);
      const { displayName, color = 'none' } = bodyOf(call);
      if (typeof displayName !== 'string' || !displayName || displayName.length > 255 || !isColour(color))
        throw badRequest('The category is not valid.', 'ErrorInvalidArgument');
      if (box.categories.some((it) => it.displayName?.toLowerCase() === displayName.toLowerCase()))
        throw new GraphRefusal(409, 'CategoryNameDuplicate', 'A category with this name already exists.');
      const category = { id: randomUUID(), displayName, color };
      box.categories.push(category);
      call.tenants.mailboxes.changed(box);
      return one(call, box, category, 201);
    })
    .on('GET', `${path}/:id`, (x, params) => {
      const { call, box } = at(x, params);
      return one(call, box, categoryAt(box, params.id));
    })
    .on('PATCH', `${path}/:id`, (x, params) => {
      const { call, box } = at(x, params);
      const category = categoryAt(box, params.id);
      const { color, displayName } = bodyOf(call);
      // The name is what stands on every message that has the category: it cannot be changed.
      if (displayName !== undefined && displayName !== category.displayName)
        throw badRequest("Property 'displayName' is read-only and cannot be set.", 'ErrorInvalidPropertySet');
      if (!isColour(color)) throw badRequest('The category is not valid.', 'ErrorInvalidArgument');
      category.color = color;
      call.tenants.mailboxes.changed(box);
      return one(call, box, category);
    })
    .on('DELETE', `${path}/:id`, (x, params) => {
      const { call, box } = at(x, params);
      box.categories.splice(box.categories.indexOf(categoryAt(box, params.id)), 1);
      call.tenants.mailboxes.changed(box);
      return noContent();
    })
    .on('GET', '/users/:user/mailboxSettings', (x, params) => {
      const { call, box } = at(x, params);
      const { timeZone, workingHours } = agendaSettings(call, box.objectId);
      const settings = {
        archiveFolder: box.folder('archive')?.id ?? null,
        timeZone,
        workingHours,
        language: { locale: box.language, displayName: languages[box.language] },
        dateFormat: 'dd/MM/yyyy',
        timeFormat: 'HH:mm',
        userPurpose: sharedMailboxes.some((it) => it.id === box.objectId) ? 'shared' : 'user',
      };
      return ok({
        '@odata.context': context(call, `users('${box.objectId}')/mailboxSettings`),
        ...select(settings, call.query, { type: 'microsoft.graph.mailboxSettings' }),
      });
    })
    .on('PATCH', '/users/:user/mailboxSettings', (x, params) => {
      const { call, box } = at(x, params);
      const body = bodyOf(call);
      const settings = agendaSettings(call, box.objectId);
      const known = ['timeZone', 'workingHours'];
      for (const name of Object.keys(body))
        if (!name.includes('@odata') && !known.includes(name)) throw notImitated('PATCH of mailboxSettings with', name);
      if (body.timeZone !== undefined) settings.timeZone = readZone(body.timeZone);
      if (body.workingHours !== undefined)
        settings.workingHours = readWorkingHours(settings.workingHours, body.workingHours as Partial<WorkingHours>);
      call.tenants.mailboxes.changed(box);
      return ok({
        '@odata.context': context(call, `users('${box.objectId}')/mailboxSettings`),
        ...Object.fromEntries(Object.keys(body).map((name) => [name, settings[name as 'timeZone']])),
      });
    });
}

function agendaSettings(call: Call, objectId: string) {
  const agenda = call.tenants.agendas.find(objectId);
  if (!agenda) throw notFoundItem();
  return agenda.state.settings;
}
function readZone(value: unknown): string {
  if (typeof value !== 'string' || ianaOf(value) === undefined)
    throw badRequest(
      `A valid TimeZone value must be specified. The following TimeZone value is not supported: '${String(value)}'.`,
      'TimeZoneNotSupportedException',
    );
  return value;
}
function readWorkingHours(known: WorkingHours, wanted: Partial<WorkingHours>): WorkingHours {
  const next = { ...known, ...wanted };
  const time = /^\d\d:\d\d:\d\d(\.\d+)?$/;
  if (
    !Array.isArray(next.daysOfWeek) ||
    !time.test(next.startTime) ||
    !time.test(next.endTime) ||
    next.startTime >= next.endTime
  )
    throw badRequest("Cannot read the value of property 'workingHours'.", 'RequestBodyRead');
  const full = (it: string) => `${it.slice(0, 8)}.0000000`;
  return {
    ...next,
    startTime: full(next.startTime),
    endTime: full(next.endTime),
    timeZone: { name: readZone(next.timeZone.name) },
  };
}
