import type { EventFields } from '../../../../contract/calendar.js';
import { AppError } from '../../../base/errors.js';
import type { EventItem } from '../event-item.js';
import { understood } from './create.js';
import { toGraph } from './fields.js';
import { notePlan } from './lease.js';
import { asText, eventsOf, type OutboxNeeds, type Turn } from './needs.js';

/**
 * Proposes another time to the organizer, with a tentative answer, as Outlook does. When the last answer was given is written down first:
 * after a silence a later one says that this proposal arrived, and it is not sent again.
 */
export async function propose(needs: OutboxNeeds, turn: Turn, id: string): Promise<EventItem> {
  const events = eventsOf(needs, turn);
  const { message = '', ...fields } = turn.row.fields as EventFields & { message?: string };
  const now = await events.get(id, asText);
  if (now.allowNewTimeProposals === false)
    throw new AppError('access_denied', 'The organizer takes no proposals for this meeting. Write to them instead.', {
      source: 'graph',
    });
  const answered = now.responseStatus?.time ?? '';
  const plan = turn.row.plan as { answered: string } | null;
  const hasArrived =
    plan !== null && plan.answered !== answered && now.responseStatus?.response === 'tentativelyAccepted';
  if (hasArrived) return understood(now);
  if (!plan && !(await notePlan(needs, turn, { answered })))
    throw new AppError('upstream_unavailable', 'Another worker goes on with this proposal.');
  const { start, end } = toGraph(fields);
  await events.propose(id, message, { start, end });
  return understood(await events.get(id, asText));
}
