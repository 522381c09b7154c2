import type { EventScope } from '../../../../contract/calendar.js';
import { asText, eventsOf, type Events, type OutboxNeeds, type Turn } from './needs.js';
import { understood } from './create.js';
import { passOver, readSeries, splitRecurrence } from './series.js';
import { datesBefore, endBefore } from './update.js';

/**
 * Takes an event back. Its organizer cancels it for everybody, with a message; without guests it is deleted; a guest declines. What is not
 * there any more is done already. Gives the ids that are gone with it.
 */
export async function cancel(
  needs: OutboxNeeds,
  turn: Turn,
  { id, masterId, date, scope }: { id: string; masterId: string | null; date: string; scope: EventScope },
): Promise<string[]> {
  const events = eventsOf(needs, turn);
  const message = (turn.row.fields as { message?: string }).message ?? '';
  if (!masterId || scope === 'one') return takeBack(events, id, message);
  if (scope === 'all') return takeBack(events, masterId, message);
  const state = await readSeries(events, masterId);
  const before = await datesBefore(events, masterId, state, date);
  if (before === 0) return takeBack(events, masterId, message);
  await endBefore(events, masterId, splitRecurrence(state.master.recurrence as never, date, before).first);
  return [];
}

async function takeBack(events: Events, id: string, message: string): Promise<string[]> {
  const raw = await events.get(id, asText).catch(passOver('not_found'));
  if (!raw) return [id];
  const it = understood(raw);
  if (!it.isOrganizer) await events.decline(id, message).catch(passOver('not_found'));
  else if (it.attendees.length > 0) await events.cancel(id, message).catch(passOver('not_found'));
  else await events.remove(id).catch(passOver('not_found'));
  return [id];
}
