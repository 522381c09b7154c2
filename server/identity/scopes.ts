/** What is asked of Microsoft Graph on behalf of a person, and why. Consent texts, docs and requests all read this. */
export const graphScopes = {
  'User.Read': 'to know who is signed in',
  'Mail.ReadWrite': 'to read the mail being filed and to mark it with a category',
  'MailboxSettings.ReadWrite': 'to give that category its colour',
  'Files.ReadWrite': "to keep attachments in the record's folder in your OneDrive",
} as const;
export const graphScopeNames = Object.keys(graphScopes);
/** The one scope of our own API. */
export const apiScope = 'access_as_user';
