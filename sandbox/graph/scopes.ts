import type { Caller } from '../entra/tokens.js';
import { calendarRules } from './calendar/scopes.js';
import { directoryRules } from './directory/scopes.js';
import type { Rule } from './rule.js';

const any = /./;
const read = /^GET$/;
const readFiles = ['Files.Read', 'Files.Read.All', 'Sites.Read.All', 'Sites.Selected'];
const writeFiles = [
  'Files.ReadWrite',
  'Files.ReadWrite.All',
  'Sites.ReadWrite.All',
  'Sites.Manage.All',
  'Sites.FullControl.All',
  'Sites.Selected',
];

const readSites = [
  'Sites.Read.All',
  'Sites.ReadWrite.All',
  'Sites.Manage.All',
  'Sites.FullControl.All',
  'Sites.Selected',
];

/** Which permission allows what, least first, as the reference of each operation says. The first rule that fits counts. */
const rules: Rule[] = [
  {
    path: /\/users\/[^/]+\/outlook\/masterCategories/i,
    method: read,
    delegated: ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'],
    application: ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'],
  },
  {
    path: /\/users\/[^/]+\/outlook\/masterCategories/i,
    method: any,
    delegated: ['MailboxSettings.ReadWrite'],
    application: ['MailboxSettings.ReadWrite'],
  },
  {
    path: /\/users\/[^/]+\/mailboxSettings/i,
    method: read,
    delegated: ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'],
    application: ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'],
  },
  {
    path: /\/users\/[^/]+\/mailboxSettings/i,
    method: any,
    delegated: ['MailboxSettings.ReadWrite'],
    application: ['MailboxSettings.ReadWrite'],
  },
  ...directoryRules,
  ...calendarRules,
  {
    path: /\/users\/[^/]+\/(sendMail|(mailFolders\/[^/]+\/)?messages\/[^/]+\/(send|reply|replyAll|forward))$/i,
    method: any,
    delegated: ['Mail.Send'],
    shared: ['Mail.Send.Shared'],
    application: ['Mail.Send'],
  },
  {
    path: /\/users\/[^/]+\/(messages|mailFolders)/i,
    method: read,
    delegated: ['Mail.ReadBasic', 'Mail.Read', 'Mail.ReadWrite'],
    shared: ['Mail.ReadBasic.Shared', 'Mail.Read.Shared', 'Mail.ReadWrite.Shared'],
    application: ['Mail.ReadBasic.All', 'Mail.Read', 'Mail.ReadWrite'],
  },
  {
    path: /\/users\/[^/]+\/(messages|mailFolders)/i,
    method: any,
    delegated: ['Mail.ReadWrite'],
    shared: ['Mail.ReadWrite.Shared'],
    application: ['Mail.ReadWrite'],
  },
  {
    path: /^\/sites\/?$/i,
    method: read,
    delegated: readSites.filter((it) => it !== 'Sites.Selected'),
    application: readSites.filter((it) => it !== 'Sites.Selected'),
  },
  {
    path: /^\/sites\/[^/]+\/permissions/i,
    method: any,
    delegated: ['Sites.FullControl.All'],
    application: ['Sites.FullControl.All'],
  },
  {
    path: /^\/sites\/[^/]+\/(drives|lists)/i,
    method: read,
    delegated: ['Files.Read.All', 'Files.ReadWrite.All', ...readSites],
    application: ['Files.Read.All', 'Files.ReadWrite.All', ...readSites],
  },
  {
    path: /^\/(sites\/|groups\/[^/]+\/sites|users\/[^/]+\/followedSites)/i,
    method: read,
    delegated: readSites,
    application: readSites,
  },
  {
    path: /^\/users\/[^/]+\/followedSites/i,
    method: any,
    delegated: ['Sites.ReadWrite.All', 'Sites.Manage.All', 'Sites.FullControl.All'],
    application: ['Sites.ReadWrite.All', 'Sites.Manage.All', 'Sites.FullControl.All'],
  },
  {
    path: /^\/search\/query/i,
    method: any,
    delegated: ['Files.Read.All', 'Files.ReadWrite.All', 'Sites.Read.All', 'Sites.ReadWrite.All'],
    application: ['Files.Read.All', 'Files.ReadWrite.All', 'Sites.Read.All', 'Sites.ReadWrite.All'],
  },
  {
    path: /^\/groups(\/[^/]+)?(\/(members|owners|transitiveMembers))?\/?$/i,
    method: read,
    delegated: ['GroupMember.Read.All', 'Group.Read.All', 'Group.ReadWrite.All', 'Directory.Read.All'],
    application: ['GroupMember.Read.All', 'Group.Read.All', 'Group.ReadWrite.All', 'Directory.Read.All'],
  },
  {
    path: /^\/users\/[^/]+\/(memberOf|transitiveMemberOf)\/?$/i,
    method: read,
    delegated: ['User.Read', 'GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All'],
    application: ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All'],
  },
  // which drives `Files.Read` and `Sites.Selected` reach is told in files/access.ts
  {
    path: /^\/(drives\/|users\/[^/]+\/drives)/i,
    method: read,
    delegated: [...readFiles, ...writeFiles],
    application: [...readFiles.slice(1), ...writeFiles.slice(1)],
  },
  {
    path: /^\/drives\/.*\/preview$/i,
    method: any,
    delegated: [...readFiles, ...writeFiles],
    application: [...readFiles.slice(1), ...writeFiles.slice(1)],
  },
  { path: /^\/drives\//i, method: any, delegated: writeFiles, application: writeFiles.slice(1) },
  {
    path: /\/users\/[^/]+\/revokeSignInSessions$/i,
    method: any,
    delegated: ['User.RevokeSessions.All', 'User.ReadWrite'],
    application: ['User.RevokeSessions.All'],
  },
  {
    path: /\/users\/?$/i,
    method: read,
    delegated: ['User.ReadBasic.All', 'User.Read.All', 'Directory.Read.All'],
    application: ['User.Read.All', 'Directory.Read.All'],
  },
  {
    path: /\/users\/[^/]+$/i,
    method: read,
    delegated: ['User.Read', 'User.ReadBasic.All', 'User.Read.All'],
    application: ['User.Read.All', 'Directory.Read.All'],
  },
  {
    path: /\/organization/i,
    method: read,
    delegated: ['User.Read', 'Organization.Read.All'],
    application: ['Organization.Read.All'],
  },
];

/** Whether the token's permissions allow the call on a path (after /me and /drive were resolved). */
export function isAllowed(caller: Caller, method: string, path: string): boolean {
  const rule = rules.find((it) => it.path.test(path) && it.method.test(method));
  if (!rule) return true; // the path is not imitated, and says so
  const isOthers = rule.shared !== undefined && path.split('/')[2] !== caller.oid;
  const delegated = isOthers ? (rule.shared ?? []) : [...rule.delegated, ...(rule.shared ?? [])];
  return caller.oid
    ? delegated.some((scope) => caller.scp.includes(scope))
    : rule.application.some((role) => caller.roles.includes(role));
}
