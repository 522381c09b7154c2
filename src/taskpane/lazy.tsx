import { lazy } from 'react';

/*
 * What has a popover, a dialog or a form comes with Fluent's components, after the first screen. Each part is fetched
 * ahead once the pane is idle, so that the first press does not wait for the network.
 */
const parts = {
  menu: () => import('./PaneMenu.js'),
  unfile: () => import('./message/UnfileDialog.js'),
  create: () => import('./message/CreateRecord.js'),
  more: () => import('./message/MoreViews.js'),
  welcome: () => import('./message/WelcomeView.js'),
  why: () => import('./message/WhyView.js'),
  questions: () => import('./message/Questions.js'),
  booking: () => import('./booking/BookingView.js'),
  files: () => import('./message/RecordFiles.js'),
  notHere: () => import('./NotHere.js'),
  appointment: () => import('./appointment/AppointmentPane.js'),
  known: () => import('./message/KnownAttachments.js'),
  mail: () => import('./message/RecordMail.js'),
  folder: () => import('./message/MailFolder.js'),
  thread: () => import('./message/ThreadQuestion.js'),
  signIn: () => import('./message/SignIn.js'),
};
export const NotHere = lazy(async () => ({ default: (await parts.notHere()).NotHere }));
export const AppointmentPane = lazy(parts.appointment);
export const UnfileDialog = lazy(parts.unfile);
export const CreateRecord = lazy(parts.create);
export const WhyView = lazy(parts.why);
export const Questions = lazy(parts.questions);
export const BookingView = lazy(parts.booking);
export const RecordFiles = lazy(async () => ({ default: (await parts.files()).RecordFiles }));
export const KnownAttachments = lazy(async () => ({ default: (await parts.known()).KnownAttachments }));
export const RecordMail = lazy(async () => ({ default: (await parts.mail()).RecordMail }));
export const MailFolder = lazy(async () => ({ default: (await parts.folder()).MailFolder }));
export const SignIn = lazy(async () => ({ default: (await parts.signIn()).SignIn }));
export const ThreadQuestion = lazy(async () => ({ default: (await parts.thread()).ThreadQuestion }));
export const WelcomeView = lazy(parts.welcome);
export const HistoryView = lazy(async () => ({ default: (await parts.more()).HistoryView }));
export const HelpView = lazy(async () => ({ default: (await parts.more()).HelpView }));

export function prefetchParts(): void {
  const fetchAll = () => {
    for (const part of Object.values(parts)) part().catch(() => undefined);
  };
  if (typeof requestIdleCallback === 'function') requestIdleCallback(fetchAll, { timeout: 3_000 });
  else setTimeout(fetchAll, 500);
}
