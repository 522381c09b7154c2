import type { Permission } from '../../contract/connection.js';

/** What is asked of Microsoft Graph on behalf of a person, and why. Consent texts, docs and requests all read this. */
export const graphScopes = {
  'User.Read': 'to know who is signed in',
  'Mail.ReadWrite': 'to read the mail being filed and to mark it with a category',
  'MailboxSettings.ReadWrite': 'to give that category its colour',
  'Files.ReadWrite': "to keep attachments in the record's folder in your OneDrive",
} as const;
export const graphScopeNames = Object.keys(graphScopes);

/** What each permission a person may give when connecting means to Microsoft. Asked for one set at a time: a refused one takes nothing from the others. */
export const permissionScopes: Record<Permission, string[]> = {
  mail: ['Mail.ReadWrite', 'MailboxSettings.ReadWrite'],
  send: ['Mail.Send'],
  shared: ['Mail.ReadWrite.Shared', 'Mail.Send.Shared'],
  calendar: ['Calendars.ReadWrite'],
  // Only where a calendar of a colleague is followed; one's own needs less.
  sharedCalendars: ['Calendars.ReadWrite.Shared'],
  contacts: ['Contacts.ReadWrite'],
  files: ['Files.ReadWrite'],
  sharedFiles: ['Files.ReadWrite.All'],
  // Sites are searched with the one; a library is a drive that is not the person's own, which needs the other.
  sites: ['Sites.Read.All', 'Files.ReadWrite.All'],
  // Allowed by an administrator.
  rooms: ['Place.Read.All'],
  // A Teams meeting for an appointment that is still being written in Outlook's form.
  teams: ['OnlineMeetings.ReadWrite'],
};
export const isGranted = (permission: Permission, granted: readonly string[]): boolean =>
  permissionScopes[permission].every((scope) => granted.includes(scope));

/** Entra names Graph's scopes with or without its address. */
export const shortScopes = (scopes: readonly string[]): string[] =>
  scopes.map((scope) => scope.replace(/^https:\/\/graph\.microsoft\.com\//i, ''));
/** The one scope of our own API. */
export const apiScope = 'access_as_user';
