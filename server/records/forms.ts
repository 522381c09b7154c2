import { DateTime } from 'luxon';
import type { RecordForm } from '../../contract/api.js';
import type { CoherenceField } from '../../contract/coherence.js';
import { AppError } from '../base/errors.js';
import { addressesIn, normaliseAddress } from './addresses.js';
import { nextBusinessDay } from './business-day.js';
import { splitName } from './names.js';
import type { ModuleRow } from './workspaces.js';

/** What a mail gives to a new record. */
export interface Source {
  name?: string | undefined;
  address?: string | undefined;
  subject?: string | undefined;
  /** Records the mail belongs to, the likeliest first. */
  related?: { id: string; displayName: string }[];
  now: Date;
  /** IANA name of where the person is. */
  zone: string;
}

const is = (field: CoherenceField, shape: RegExp) => shape.test(field.slug.replace(/_/g, '-'));
const isType = (it: CoherenceField) => is(it, /^person-?type$|^type$/);
const isRelated = (it: CoherenceField) => it.dataType === 'reference' && is(it, /^(related|regarding|linked)/);
export const emailOf = (module: ModuleRow): CoherenceField | undefined =>
  module.fields.find((it) => it.dataType === 'email' || is(it, /^e-?mail$/));

/** The title of a record is no field in Coherence; where no field makes it, the form asks for it under this key. */
const titleKey = 'displayName';
const hasNameField = (module: ModuleRow) =>
  module.fields.some((it) => is(it, /^(first-?name|last-?name|(full-?)?name|title)$/));

/**
 * The form for a new record, prefilled as Coherence itself does from a mail. A person: type first, name parsed, address
 * filled. A task: "Follow up: " and the subject, due the next business day, related to the mail's record. A lead: name and
 * address of the sender, source "Inbound Email", a note that names the mail.
 */
export function createForm(module: ModuleRow, source: Source): RecordForm {
  const related = source.related ?? [];
  const fillable = module.fields.filter(
    (it) =>
      ['text', 'email', 'phone', 'url', 'select', 'textarea', 'date'].includes(it.dataType) ||
      (isRelated(it) && related.length > 0),
  );
  const ordered = [...fillable].sort((a, b) => Number(isType(b)) - Number(isType(a)));
  const title = {
    key: titleKey,
    label: module.role === 'task' ? 'Title' : 'Name',
    dataType: 'text',
    isRequired: true,
    value: titleFrom(module, source),
    options: [],
  };
  return {
    module: module.slug,
    moduleName: module.singular,
    fields: [
      ...(hasNameField(module) ? [] : [title]),
      ...ordered.map((it) => ({
        key: it.id,
        label: it.label,
        dataType: it.dataType,
        isRequired: it.isRequired || (module.role === 'person' && it === emailOf(module)),
        value: valueFrom(module, it, source),
        options: isRelated(it) ? related.map(({ id, displayName }) => ({ value: id, label: displayName })) : it.options,
      })),
    ],
  };
}

const followUp = (subject: string) => `Follow up: ${subject || 'email'}`.slice(0, 400);
function titleFrom(module: ModuleRow, { name = '', address = '', subject = '' }: Source): string {
  if (module.role === 'task') return followUp(subject);
  if (module.role !== 'lead') return '';
  const { first, last } = splitName(name, address);
  return [first, last].filter(Boolean).join(' ');
}

function valueFrom(module: ModuleRow, field: CoherenceField, source: Source): string {
  const { name = '', address = '', subject = '', related = [], now, zone } = source;
  if (module.role === 'task') {
    if (is(field, /^(title|name)$/)) return followUp(subject);
    if (is(field, /^due(-?date)?$/)) return nextBusinessDay(now, zone);
    return isRelated(field) ? (related[0]?.id ?? '') : '';
  }
  const { first, last } = splitName(name, address);
  if (field === emailOf(module)) return normaliseAddress(address);
  if (is(field, /^first-?name$/)) return first;
  if (is(field, /^last-?name$/)) return last;
  if (is(field, /^(full-?)?name$/)) return [first, last].filter(Boolean).join(' ');
  if (module.role === 'lead' && is(field, /^(lead-?)?source$/)) return 'Inbound Email';
  if (module.role === 'lead' && is(field, /^notes?$/) && subject) return `From the email “${subject}”.`;
  return '';
}

export interface NewRecord {
  displayName: string;
  /** By field id. */
  values: Record<string, string>;
  /** The address the record is told apart by; empty where it has none. */
  address: string;
}

/** The filled form as a record to be; refuses with the field named what Coherence would not take. */
export function readForm(module: ModuleRow, given: Record<string, string>): NewRecord {
  const values = Object.fromEntries(
    module.fields.flatMap((it) => {
      const value = given[it.id]?.trim();
      return value ? [[it.id, value]] : [];
    }),
  );
  const email = emailOf(module);
  for (const it of module.fields) {
    const value = values[it.id];
    if ((it.isRequired || (module.role === 'person' && it === email)) && !value)
      throw refuse(`${it.label} is needed.`, it.id);
    if (it.options.length > 0 && value && !it.options.some((option) => option.value === value))
      throw refuse(`${it.label} has no such choice.`, it.id);
    if (it.dataType === 'date' && value && !isDate(value)) throw refuse(`${it.label} is not a date.`, it.id);
  }
  if (email && values[email.id] && addressesIn(values[email.id] ?? '').length === 0)
    throw refuse(`${email.label} is not an email address.`, email.id);
  return {
    displayName: nameFrom(module, given, values),
    values,
    address: (email && addressesIn(values[email.id] ?? '')[0]) ?? '',
  };
}

function nameFrom(module: ModuleRow, given: Record<string, string>, values: Record<string, string>): string {
  const of = (shape: RegExp) => values[module.fields.find((it) => is(it, shape))?.id ?? ''] ?? '';
  const name =
    [of(/^first-?name$/), of(/^last-?name$/)].filter(Boolean).join(' ') ||
    of(/^(full-?)?name$|^title$/) ||
    given[titleKey]?.trim() ||
    values[emailOf(module)?.id ?? ''] ||
    '';
  if (!name) throw refuse(module.role === 'task' ? 'A title is needed.' : 'A name is needed.', titleKey);
  return name.slice(0, 400);
}

const isDate = (value: string) => /^\d{4}-\d{2}-\d{2}$/.test(value) && DateTime.fromISO(value).isValid;
const refuse = (sentence: string, key: string) =>
  new AppError('invalid_request', sentence, { source: 'request', field: `fields.${key}` });
