import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import type { Graph } from '../../../graph/graph.js';

interface Wish {
  /** The browser's own: asked again, the same meeting is given. */
  key: string;
  subject: string;
  startDateTime: string;
  endDateTime: string;
}

/**
 * A Teams meeting for an appointment that is still being written: its form is the only one that changes the appointment, so the
 * meeting is made beside it and the form gets the address. The same key gives the same meeting.
 */
export async function teamsMeeting(
  graph: Pick<Graph, 'request'>,
  viewer: Principal,
  { key, ...wish }: Wish,
): Promise<{ joinUrl: string; meetingId?: string }> {
  const { joinWebUrl, joinMeetingIdSettings } = await graph
    .request<{ joinWebUrl?: string | null; joinMeetingIdSettings?: { joinMeetingId?: string | null } | null }>(viewer, {
      method: 'POST',
      path: '/me/onlineMeetings/createOrGet',
      body: { externalId: key, ...wish },
      mailbox: viewer.address,
      isRepeatable: true,
    })
    .catch((thrown: unknown) => {
      throw thrown instanceof AppError && thrown.code === 'access_denied'
        ? new AppError(
            'access_denied',
            'Microsoft does not let us make a Teams meeting for you: your licence has no Teams, or the permission for it was not given. Use Outlook’s own Teams switch, or ask your administrator.',
            { source: 'graph', cause: thrown },
          )
        : thrown;
    });
  if (!joinWebUrl)
    throw new AppError(
      'upstream_unavailable',
      'Teams made the meeting without an address to join. Try again in a moment.',
      {
        source: 'graph',
      },
    );
  const meetingId = joinMeetingIdSettings?.joinMeetingId;
  return { joinUrl: joinWebUrl, ...(meetingId ? { meetingId } : {}) };
}
