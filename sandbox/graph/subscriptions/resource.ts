import { personAt, type Call } from '../call.js';
import { driveAt } from '../files/access.js';
import { requireDrive } from '../files/drives.js';
import { badRequest, GraphRefusal, notImitated } from '../errors.js';

export interface Followed {
  kind: 'mail' | 'events' | 'drive';
  mailbox: string;
  folderId: string | null;
}
const forbidden = (reason = 'Forbidden') =>
  new GraphRefusal(403, 'ExtensionError', `Operation: Create; Exception: [Status Code: Forbidden; Reason: ${reason}]`);
const readers = {
  mail: ['Mail.ReadBasic', 'Mail.Read', 'Mail.ReadWrite'],
  events: ['Calendars.ReadBasic', 'Calendars.Read', 'Calendars.ReadWrite'],
};
const readingRoles = {
  mail: ['Mail.ReadBasic.All', 'Mail.Read', 'Mail.ReadWrite'],
  events: ['Calendars.ReadBasic.All', 'Calendars.Read', 'Calendars.ReadWrite'],
};

/**
 * What is to be followed: the mail of a mailbox or of one of its folders, the events of its calendars or of one of them. With a person's token only their own mailbox, even
 * where they may read another: the service asks for an application's permission there.
 */
export function readResource(call: Call, resource: string): Followed {
  const [path = '', query] = resource.replace(/^\//, '').split('?');
  const read =
    /^(me|users\/[^/]+|users\('[^']+'\))\/(?:mailfolders(?:\/([^/]+)|\('([^']+)'\))\/)?messages\/?$/i.exec(path) ??
    /^(me|users\/[^/]+|users\('[^']+'\))\/(?:calendars(?:\/([^/]+)|\('([^']+)'\))\/|calendar\/)?events\/?$/i.exec(path);
  const drive = driveOf(call, path);
  if (drive) return { kind: 'drive', mailbox: drive, folderId: null };
  const kind = /events\/?$/i.test(path) ? 'events' : 'mail';
  if (!read) {
    if (/^(me|users|drives|sites|groups|communications|teams|chats)\b/i.test(path))
      throw notImitated('POST /subscriptions for', resource);
    throw badRequest(`Resource '${resource}' is not supported.`, 'InvalidRequest');
  }
  if (query) throw notImitated('POST /subscriptions with options for', resource);
  const owner = read[1] ?? '';
  const { caller, tenants } = call;
  const key = /^me$/i.test(owner) ? (caller.oid ?? '') : decodeURIComponent(owner.replace(/^users(\/|\(')|'\)$/gi, ''));
  if (!key) throw badRequest('/me request is only valid with delegated authentication flow.');
  const { id } = personAt(call, key).person;
  const isAllowed = caller.oid
    ? caller.oid === id && readers[kind].some((it) => caller.scp.includes(it))
    : readingRoles[kind].some((it) => caller.roles.includes(it));
  if (!isAllowed) throw forbidden();
  const box = tenants.mailboxes.find(id);
  const agenda = tenants.agendas.find(id);
  if (!box || !agenda || tenants.behaviour.mail.onPremises.includes(id))
    throw new GraphRefusal(
      404,
      'ExtensionError',
      'Operation: Create; Exception: [Status Code: NotFound; Reason: REST API is not yet supported for this mailbox.]',
    );
  const folderKey = decodeURIComponent(read[2] ?? read[3] ?? '');
  const mailbox = box.objectId;
  if (!folderKey)
    return { kind, mailbox, folderId: /\bcalendar\/events/i.test(path) ? agenda.defaultCalendar.id : null };
  const folder = kind === 'events' ? agenda.calendar(folderKey) : box.folder(folderKey);
  if (!folder)
    throw new GraphRefusal(
      404,
      'ExtensionError',
      'Operation: Create; Exception: [Status Code: NotFound; Reason: The specified object was not found in the store.]',
    );
  return { kind, mailbox, folderId: folder.id };
}

/**
 * The root of a drive, by whoever may read all of it; a business drive tells of nothing smaller. Undefined where the path is no drive's.
 */
function driveOf(call: Call, path: string): string | undefined {
  const read = /^(?:drives\/([^/]+)|(me)\/drive|users\/([^/]+)\/drive)(\/.*)?$/i.exec(path);
  if (!read) return undefined;
  const [, id, me, user, below = ''] = read;
  const { tenants, caller } = call;
  if (me && !caller.oid) throw badRequest('/me request is only valid with delegated authentication flow.');
  const owner = me ? caller.oid : user && personAt(call, decodeURIComponent(user)).person.id;
  const driveId = id ? decodeURIComponent(id) : owner && tenants.drives.ofPerson(owner)?.id;
  const drive = driveAt(call, driveId ?? '');
  requireDrive(call, drive);
  if (!/^\/root\/?$/i.test(below) && drive.driveType !== 'personal')
    throw badRequest(
      `Resource '${path}' is not supported: only the root of a drive can be followed.`,
      'InvalidRequest',
    );
  return drive.id;
}

/** More than this many at a time no mailbox has, over all applications. */
const mostForOneMailbox = 1000;
export function refuseTooMany(count: number): void {
  if (count >= mostForOneMailbox)
    throw forbidden(
      `The maximum number of active subscriptions for this mailbox, ${mostForOneMailbox}, has been reached.`,
    );
}
