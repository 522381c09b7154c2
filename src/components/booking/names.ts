import type { BookingSlot } from '../../../contract/api.js';
import type { BookingStart } from '../../../contract/booking.js';
import { formatList, t } from '../../text/booking-text.js';
import type { Draft } from './draft.js';

const most = 3;

/** Names of who is meant by addresses: oneself, the invited, the room. */
export function namesOf(addresses: readonly string[], start: BookingStart, { people, room }: Draft): string {
  const known = [
    { address: start.organizer.address, name: t('you') },
    ...people.map((it) => ({ address: it.address, name: it.name ?? it.address })),
    ...(room ? [room] : []),
  ];
  const names = addresses.map(
    (address) => known.find((it) => it.address.toLowerCase() === address.toLowerCase())?.name ?? address,
  );
  return formatList(names.length > most ? [...names.slice(0, most), `+${names.length - most}`] : names);
}

/** Why a time is not offered, in words: every reason, and who. */
export const reasonsOf = ({ reasons }: BookingSlot, start: BookingStart, draft: Draft): string =>
  reasons.map(({ code, addresses }) => t(`reason.${code}`, { names: namesOf(addresses, start, draft) })).join(' · ');
