import { z } from 'zod';
import { appointmentRoutes } from './appointment.js';
import { composeRoutes } from './compose.js';
import { accessRoutes } from './access.js';
import { adminAuditRoutes } from './admin.js';
import { adminSetupRoutes } from './admin-setup.js';
import { calendarRoutes } from './calendar.js';
import { bookingRoutes } from './booking.js';
import { connectionRoutes } from './connection.js';
import { kindRoutes } from './connection-kinds.js';
import { fileRoutes } from './files.js';
import { filingRoutes } from './filing.js';
import { leavingRoutes } from './leaving.js';
import { linkRoutes } from './links.js';
import { mailboxSearchRoutes } from './mailbox-search.js';
import { mailPlaceRoutes } from './mail-place.js';
import { previewRoutes } from './preview.js';
import { privacyRoutes } from './privacy.js';
import { recordRoutes } from './records.js';
import { reviewRoutes } from './review.js';
import { coming, name, id, type Route } from './shapes.js';
import { signInRoutes } from './sign-in.js';
import { syncLogRoutes } from './sync-log.js';
import { timelineRoutes } from './timeline.js';
import { whatWorksRoutes } from './what-works.js';

/*
 * The one table of routes between the pages and the server. A key is "METHOD /path" below /api; it types the call in
 * the browser and the handler on the server. Each group of routes stands with its shapes in a file of its own.
 */

const me = z.object({
  user: z.object({ name: z.string(), address: z.string() }),
  /** Whether they administer this product for their organisation: the pages then offer what only administrators may do. */
  isAdministrator: z.boolean(),
  workspace: z.object({ name: z.string() }),
  modules: z.array(
    z.object({
      slug: id,
      singular: name,
      plural: name,
      role: z.enum(['person', 'account', 'deal', 'lead', 'task', 'other']),
      /** What administrators do not let come to its records. */
      notHere: z.array(coming).optional(),
    }),
  ),
  version: z.string(),
  /** The Outlook category a filed mail carries. */
  category: z.string(),
});

export const coreRoutes = {
  'GET /health': {
    summary: 'Whether this server can answer and its database is there',
    reply: z.object({ status: z.enum(['ok', 'unavailable']), version: z.string() }),
    public: true,
  },
  'GET /me': { summary: 'The signed-in person, their workspace and its modules', reply: me },
  'GET /audit/verify': {
    summary: 'Whether the audit chain of this organisation is whole',
    reply: z.object({ isWhole: z.boolean(), entries: z.number().int(), firstBroken: z.number().int().optional() }),
  },
} as const satisfies Record<string, Route>;

export const routes = {
  ...coreRoutes,
  ...accessRoutes,
  ...adminAuditRoutes,
  ...adminSetupRoutes,
  ...privacyRoutes,
  ...recordRoutes,
  ...filingRoutes,
  ...fileRoutes,
  ...connectionRoutes,
  ...kindRoutes,
  ...leavingRoutes,
  ...timelineRoutes,
  ...mailboxSearchRoutes,
  ...mailPlaceRoutes,
  ...reviewRoutes,
  ...signInRoutes,
  ...syncLogRoutes,
  ...previewRoutes,
  ...composeRoutes,
  ...linkRoutes,
  ...appointmentRoutes,
  ...calendarRoutes,
  ...bookingRoutes,
  ...whatWorksRoutes,
};

export type Routes = typeof routes;
export type RouteKey = keyof Routes;
type In<T> = T extends z.ZodType ? z.input<T> : never;
type Out<T> = T extends z.ZodType ? z.output<T> : never;
export type Params<K extends RouteKey> = Routes[K] extends { params: infer P } ? Out<P> : undefined;
export type Query<K extends RouteKey> = Routes[K] extends { query: infer P } ? Out<P> : undefined;
export type Body<K extends RouteKey> = Routes[K] extends { body: infer B } ? Out<B> : undefined;
export type BodyInput<K extends RouteKey> = Routes[K] extends { body: infer B } ? In<B> : undefined;
export type Reply<K extends RouteKey> = Out<Routes[K]['reply']>;

export type {
  Appointment,
  AppointmentLink,
  AppointmentQuestion,
  LinkScope,
  LoggedMeeting,
  MeetingNotes,
  OpenMeeting,
} from './appointment.js';
export type { Booking, BookingRoom, BookingSlot, Invited, WishedBooking, WishedRoom } from './booking.js';
export type { Outgoing, OutgoingFile, OutgoingKind, Sender, WishedMail } from './compose.js';
export type { FiledFile, FileRequest, Filing } from './filing.js';
export type { CreatedRecord, ParticipantMatch, RecordForm, Suggestion } from './records.js';
export type { AskedConversation, Followed, LinkChoice, MailQuestion, ReviewItem, RuleLink, Why } from './review.js';
export type { Confidence, Participant, Reason, RecordRef, RecordView } from './shapes.js';
export type {
  AttachmentWish,
  MailBody,
  TimelineEntry,
  TimelineFilter,
  TimelineMail,
  TimelineOverview,
} from './timeline.js';
export type Me = Reply<'GET /me'>;
export type Matches = Reply<'POST /matches'>;
