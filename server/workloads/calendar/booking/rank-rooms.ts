import type { BookingRoom, Equipment } from '../../../../contract/booking.js';

/** A room of the directory, before anybody asked whether it is free. */
export type Place = Omit<BookingRoom, 'state' | 'isLargeEnough'>;
export interface RoomChoice {
  people: number;
  building?: string | undefined;
  leastCapacity?: number | undefined;
  equipment: readonly Equipment[];
}

/** Rooms that fit what was chosen, the best first: large enough, as small as that allows, and by name. */
export function chooseRooms(places: readonly Place[], choice: RoomChoice): Place[] {
  return places
    .filter(
      (it) =>
        (choice.building === undefined || it.building === choice.building) &&
        (it.capacity ?? Infinity) >= (choice.leastCapacity ?? 0) &&
        choice.equipment.every((wanted) => it.equipment.includes(wanted)),
    )
    .sort((a, b) => compare(a, b, choice.people));
}
export const isLargeEnough = ({ capacity }: Pick<Place, 'capacity'>, people: number): boolean =>
  (capacity ?? Infinity) >= people;

const states: BookingRoom['state'][] = ['free', 'unknown', 'taken'];
/** Free ones first (M37); among those the order of `chooseRooms`. */
export const orderRooms = (rooms: readonly BookingRoom[], people: number): BookingRoom[] =>
  [...rooms].sort((a, b) => states.indexOf(a.state) - states.indexOf(b.state) || compare(a, b, people));

function compare(a: Place, b: Place, people: number): number {
  const [fitsA, fitsB] = [isLargeEnough(a, people), isLargeEnough(b, people)];
  if (fitsA !== fitsB) return fitsA ? -1 : 1;
  // What is too small: the largest first. One whose size nobody wrote down stands behind those that surely fit.
  const [sizeA, sizeB] = [a.capacity ?? Number.MAX_SAFE_INTEGER, b.capacity ?? Number.MAX_SAFE_INTEGER];
  if (sizeA !== sizeB) return fitsA ? sizeA - sizeB : sizeB - sizeA;
  return a.name.localeCompare(b.name, 'en') || a.address.localeCompare(b.address, 'en');
}
