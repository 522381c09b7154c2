import type { Location, LocationConstraint } from '@microsoft/microsoft-graph-types';
import { statusOf, takenBetween } from '../../tenant/calendar/availability.js';
import { resources } from '../../tenant/rooms.js';
import type { Call } from '../call.js';

export type PlaceChoice = Location[] | 'none';
const mostSuggested = 3;

/** The places that go with a time: those asked for, or free rooms that seat the people; `none` when one is needed and none is free. */
export function findPlaces(
  call: Call,
  { isRequired, suggestLocation, locations }: LocationConstraint,
  from: number,
  to: number,
  people: number,
): PlaceChoice {
  const isFree = (address: string): boolean => {
    const agenda = call.tenants.agendas.byAddress(address);
    return agenda !== undefined && statusOf(takenBetween(agenda, from, to), from, to) === 'free';
  };
  const asked = (locations ?? []).filter(
    (it) => !it.resolveAvailability || !it.locationEmailAddress || isFree(it.locationEmailAddress),
  );
  const named = asked.map((it): Location => ({
    displayName: it.displayName ?? '',
    ...(it.locationEmailAddress ? { locationEmailAddress: it.locationEmailAddress } : {}),
  }));
  if (named.length > 0) return named;
  const wants = isTrue(suggestLocation) || isTrue(isRequired);
  if (!wants) return [];
  const rooms = resources.filter(
    (it) => it.tenantId === call.caller.tid && it.kind === 'room' && (it.capacity ?? 0) >= people && isFree(it.address),
  );
  if (rooms.length === 0) return isTrue(isRequired) ? 'none' : [];
  return rooms
    .sort((a, b) => (a.capacity ?? 0) - (b.capacity ?? 0))
    .slice(0, mostSuggested)
    .map((it): Location => ({ displayName: it.name, locationEmailAddress: it.address }));
}
/** The service takes text for a switch, as its own example writes it. */
const isTrue = (value: unknown): boolean => value === true || value === 'true';
