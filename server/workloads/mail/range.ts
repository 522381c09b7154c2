import { DateTime } from 'luxon';
import type { MailRange } from '../../../contract/mail-settings.js';
import { AppError } from '../../base/errors.js';

/** What of a mailbox is wanted: mail received from `from` on and, where `to` is set, up to it. Both ends belong to it. */
export interface Window {
  from: Date;
  to?: Date;
}

/**
 * The window of a chosen range, counted in whole days of the mailbox's own time zone (an IANA name): it begins with
 * the first instant of a day there, whatever the clocks did in between. Throws `invalid_request` with the field that
 * cannot be: a day that is yet to come, or an end before its beginning.
 */
export function rangeOf(range: MailRange, now: Date, timeZone: string): Window {
  const today = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day');
  if (range.kind === 'days') return { from: beginningOf(today.minus({ days: range.days })) };
  if (range.kind === 'months') return { from: beginningOf(today.minus({ months: range.months })) };
  const dayOf = (text: string) => DateTime.fromISO(text, { zone: timeZone });
  const from = dayOf(range.from);
  if (from > today) throw refuse('range.from', 'The first day is yet to come. Choose today or an earlier day.');
  if (!range.to) return { from: beginningOf(from) };
  const to = dayOf(range.to);
  if (to > today)
    throw refuse(
      'range.to',
      'The last day is yet to come. Choose today or an earlier day, or leave it empty to go on.',
    );
  if (to < from) throw refuse('range.to', 'The last day is before the first. Choose the same day or a later one.');
  return { from: beginningOf(from), to: to.endOf('day').toJSDate() };
}

const beginningOf = (day: DateTime): Date => day.startOf('day').toJSDate();
const refuse = (field: string, sentence: string) =>
  new AppError('invalid_request', sentence, { source: 'request', field });
