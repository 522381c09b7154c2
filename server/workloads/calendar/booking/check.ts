import { IANAZone } from 'luxon';
import type { WishedBooking } from '../../../../contract/booking.js';
import { now } from '../../../base/clock.js';
import { AppError } from '../../../base/errors.js';
import { normaliseAddress } from '../../../records/addresses.js';
import { joinLinkOf, joinLinksIn } from '../../../../contract/join-links.js';

const longestMs = 24 * 3_600_000;
/** Exchange refuses invitations to more. */
const mostPeople = 500;

/** Throws a sentence with the field when a meeting cannot be booked as it is wished. */
export function requireBookable(wish: WishedBooking): void {
  const refuse = (sentence: string, field: string) =>
    new AppError('invalid_request', sentence, { source: 'request', field });
  const [start, end] = [Date.parse(wish.startDateTime), Date.parse(wish.endDateTime)];
  if (!IANAZone.isValidZone(wish.timeZone)) throw refuse(`“${wish.timeZone}” is not a time zone.`, 'timeZone');
  if (end <= start) throw refuse('The meeting ends before it begins. Choose another time.', 'time');
  if (end - start > longestMs) throw refuse('A meeting booked here lasts a day at most.', 'time');
  if (start <= now().getTime()) throw refuse('This time is over already. Choose another one.', 'time');
  const tooMany = wish.people.length - mostPeople;
  if (tooMany > 0)
    throw refuse(
      `Microsoft 365 invites ${mostPeople} people at most, and ${wish.people.length} are chosen. Take ${tooMany} of them out, or invite a group.`,
      'people',
    );
  const seen = new Set<string>();
  for (const { address } of wish.people) {
    const key = normaliseAddress(address);
    if (!/^[^\s@]+@[^\s@]+\.[^.@\s]+$/.test(key))
      throw refuse(`“${address}” is not an email address. Write it in full, like jana@example.com.`, 'people');
    if (seen.has(key)) throw refuse(`${address} is invited twice. Take one of them out.`, 'people');
    seen.add(key);
  }
  requireOneLink(wish, refuse);
}

/** A meeting never gets a second link to join. */
function requireOneLink(
  { online, joinUrl, agenda, subject }: WishedBooking,
  refuse: (sentence: string, field: string) => AppError,
): void {
  const written = joinLinksIn(`${subject}\n${agenda}`);
  const chosen = online === 'existing' ? joinLinkOf(joinUrl ?? '') : undefined;
  if (online === 'existing' && !chosen)
    throw refuse(
      'This is not a link to an online meeting that Coherence knows. Put it into the agenda instead.',
      'online',
    );
  const [first] = written;
  if (online === 'teams' && first)
    throw refuse(
      `The agenda holds a link to join with ${first.provider} already. Take it out, or switch Teams off: a meeting never gets two.`,
      'online',
    );
  const others = written.filter((it) => it.url !== chosen?.url);
  if (others.length > (chosen ? 0 : 1))
    throw refuse(
      'The agenda holds more than one link to join. Leave one, so that everybody comes to the same meeting.',
      'online',
    );
}
