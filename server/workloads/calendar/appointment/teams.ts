import { AppError } from '../../../base/errors.js';
import { isPersonal, type Principal } from '../../../base/principal.js';
import type { Graph } from '../../../graph/graph.js';
import type { Permissions } from '../../../identity/permissions.js';
import { withPermission } from './allow.js';

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
  { graph, permissions }: { graph: Pick<Graph, 'request'>; permissions: Permissions },
  viewer: Principal,
  { key, ...wish }: Wish,
): Promise<{ joinUrl: string; meetingId?: string }> {
  if (isPersonal(viewer))
    throw new AppError('access_denied', 'Teams meetings need a work or school account. Add a link to join by hand.', {
      source: 'request',
    });
  const words = {
    missing: 'Allow Coherence to make Teams meetings, or use Outlook’s own Teams switch beside the invitation.',
    refused:
      'Microsoft does not make a Teams meeting for you: your licence has no Teams. Ask your administrator, or meet without it.',
  };
  const { joinWebUrl, joinMeetingIdSettings } = await withPermission(permissions, viewer, 'teams', words, () =>
    graph.request<{ joinWebUrl?: string | null; joinMeetingIdSettings?: { joinMeetingId?: string | null } | null }>(
      viewer,
      {
        method: 'POST',
        path: '/me/onlineMeetings/createOrGet',
        body: { externalId: key, ...wish },
        mailbox: viewer.address,
        isRepeatable: true,
      },
    ),
  );
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
