/** Where the pane cannot work, and why; apart, because hardly anybody reads it. */
export const notHereEn = {
  'browser.title': 'Open Coherence from Outlook',
  'browser.body': 'This pane belongs beside an email. In Outlook, open an email and choose Coherence.',
  'unreachable.title': 'Outlook did not answer',
  'unreachable.body':
    'Microsoft’s script for add-ins could not be loaded, so this pane cannot see the email. Check the connection, or ask IT whether appsforoffice.microsoft.com is blocked.',
  'noId.title': 'This email is not in your mailbox',
  'noId.body':
    'It was opened from a file or out of another email, so there is nothing Coherence could keep hold of. File the email it came with, or move this one into your mailbox first.',
  reload: 'Reload',
} as const;
