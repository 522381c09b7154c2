import { graphScopes, permissionScopes } from '../identity/scopes.js';

/** What is needed to look at the application at Microsoft; asked of administrators only, and only by the set-up guide. */
export const lookingScopes = ['Application.Read.All', 'DelegatedPermissionGrant.Read.All'];
/** For Microsoft's own log of sign-ins beside ours; asked of administrators who want it. */
export const signInLogScopes = ['AuditLog.Read.All'];
/** Everything that people may be asked for, one by one. */
export const neededScopes = [...new Set([...Object.keys(graphScopes), ...Object.values(permissionScopes).flat()])];

/** Why each is asked for, as administrators read it. */
export const reasons: Record<string, string> = {
  ...graphScopes,
  'Mail.Send': 'to send, when the person presses Send',
  'Mail.ReadWrite.Shared': 'to follow a mailbox that is shared with the person',
  'Mail.Send.Shared': 'to send in the name of such a mailbox',
  'Calendars.ReadWrite': 'for meetings on records',
  'Calendars.ReadWrite.Shared': 'to follow a calendar that a colleague shares with the person',
  'Contacts.ReadWrite': 'for contacts',
  'Files.ReadWrite.All': "to reach files and libraries that are not in the person's own OneDrive",
  'OnlineMeetings.ReadWrite': 'to put a Teams link into an invitation while it is written in Outlook',
  'Place.Read.All': 'to list meeting rooms when a meeting is booked',
  'Sites.Read.All': "to find the sites and libraries a record's folder can stand in",
  'Application.Read.All':
    'for the set-up guide: whether the application is in the organisation, and whether its secret ends soon',
  'AuditLog.Read.All': "for the audit: Microsoft's own log of sign-ins beside ours",
  'DelegatedPermissionGrant.Read.All': 'for the set-up guide: what is granted for everybody and what is not',
};
