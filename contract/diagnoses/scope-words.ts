/** Permissions in a person's words; what is not listed is named as Microsoft does. */
const scopeWords: Record<string, string> = {
  'User.Read': 'read your profile',
  'Mail.ReadWrite': 'read and change your mail',
  'Mail.Send': 'send mail as you',
  'MailboxSettings.ReadWrite': 'read and change your mailbox settings',
  'Mail.ReadWrite.Shared': 'read and change mail in mailboxes shared with you',
  'Mail.Send.Shared': 'send mail from mailboxes shared with you',
  'Calendars.ReadWrite': 'read and change your calendars',
  'Calendars.Read.Shared': 'read calendars shared with you',
  'Calendars.ReadWrite.Shared': 'read and change calendars shared with you',
  'Contacts.ReadWrite': 'read and change your contacts',
  'Files.ReadWrite': 'read and change your files',
  'Files.ReadWrite.All': 'read and change all files you have access to',
  'Sites.Read.All': 'read the sites you have access to',
  'Place.Read.All': 'read the rooms of your organisation',
  'Group.ReadWrite.All': 'read and change groups',
  'GroupMember.Read.All': 'read who is in which group',
  'User.ReadBasic.All': 'read the names of colleagues',
  'OnlineMeetings.ReadWrite': 'read and create your online meetings',
  'Application.Read.All': 'read which applications your organisation has, and when their secrets end',
  'DelegatedPermissionGrant.Read.All': 'read which permissions your organisation and its people gave to applications',
  'AuditLog.Read.All': 'read Microsoft’s log of sign-ins',
};
export const inWords = (scopes: readonly string[]): string =>
  scopes.map((it) => scopeWords[it] ?? it.replace(/^api:\/\/[^/]+\/.*$/, 'use Coherence as you')).join(', ');
