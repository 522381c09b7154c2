import type { RouteKey } from '../../contract/api.js';
import { appointmentHandlers, type AppointmentRouteNeeds } from './routes/appointment.js';
import { composeHandlers, type ComposeNeeds } from './routes/compose.js';
import { adminSetupHandlers, type AdminSetupNeeds } from './routes/admin-setup.js';
import { adminAuditHandlers, type AdminNeeds } from './routes/admin.js';
import { bookingHandlers, type BookingNeeds } from './routes/booking.js';
import { accessHandlers, type AccessRouteNeeds } from './routes/access.js';
import { calendarHandlers, type CalendarNeeds } from './routes/calendar.js';
import { connectionHandlers, kindHandlers, syncLogHandlers, type ConnectionNeeds } from './routes/connection.js';
import { coreHandlers, type CoreNeeds } from './routes/core.js';
import { fileHandlers, type FileNeeds } from './routes/files.js';
import { filingHandlers, type FilingNeeds } from './routes/filing.js';
import { leavingHandlers, type LeavingNeeds } from './routes/leaving.js';
import { linkHandlers, type LinkNeeds } from './routes/links.js';
import { mailboxSearchHandlers, type MailboxSearchNeeds } from './routes/mailbox-search.js';
import { mailPlaceHandlers, type MailPlaceNeeds } from './routes/mail-place.js';
import { recordHandlers, type RecordNeeds } from './routes/records.js';
import { reviewHandlers, type ReviewNeeds } from './routes/review.js';
import { previewHandlers, type PreviewNeeds } from './routes/preview.js';
import { privacyHandlers, type PrivacyRouteNeeds } from './routes/privacy.js';
import type { HandlersOf } from './routes/route.js';
import { signInHandlers, type SignInNeeds } from './routes/sign-in.js';
import { timelineHandlers, type TimelineNeeds } from './routes/timeline.js';
import { whatWorksHandlers, type WhatWorksNeeds } from './routes/what-works.js';

/** What the routes ask of the rooms below. */
export type Needs = CoreNeeds &
  AdminNeeds &
  AdminSetupNeeds &
  PrivacyRouteNeeds &
  LeavingNeeds &
  AccessRouteNeeds &
  RecordNeeds &
  FilingNeeds &
  FileNeeds &
  ConnectionNeeds &
  TimelineNeeds &
  MailboxSearchNeeds &
  MailPlaceNeeds &
  ReviewNeeds &
  PreviewNeeds &
  BookingNeeds &
  ComposeNeeds &
  AppointmentRouteNeeds &
  CalendarNeeds &
  LinkNeeds &
  SignInNeeds &
  WhatWorksNeeds;

/** One function for each route of the contract; a route without one does not compile. */
export const handlers: HandlersOf<Record<RouteKey, unknown>, Needs> = {
  ...coreHandlers,
  ...accessHandlers,
  ...adminAuditHandlers,
  ...adminSetupHandlers,
  ...privacyHandlers,
  ...recordHandlers,
  ...filingHandlers,
  ...fileHandlers,
  ...connectionHandlers,
  ...kindHandlers,
  ...leavingHandlers,
  ...signInHandlers,
  ...syncLogHandlers,
  ...previewHandlers,
  ...composeHandlers,
  ...appointmentHandlers,
  ...bookingHandlers,
  ...linkHandlers,
  ...timelineHandlers,
  ...mailboxSearchHandlers,
  ...mailPlaceHandlers,
  ...reviewHandlers,
  ...calendarHandlers,
  ...whatWorksHandlers,
};
