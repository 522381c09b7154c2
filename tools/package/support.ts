/** Which Outlook shows what. Nothing is said to be tried that was not; the guide for administrators has the same table. */
export const clients = [
  {
    client: 'Outlook on the web, new Outlook for Windows',
    pane: 'Pane beside mail and appointments, pinned, sign-in without a window',
    tested: "with Microsoft's office.js in the sandbox; not in a real tenant",
  },
  {
    client: 'Classic Outlook for Windows, Microsoft 365',
    pane: 'The same; builds that cannot sign in without a window open one',
    tested: 'no',
  },
  {
    client: 'Classic Outlook 2019 and older',
    pane: 'Not shown: it runs add-ins in an engine that the pane does not support',
    tested: 'no',
  },
  { client: 'Outlook for Mac', pane: 'Pane beside mail and appointments', tested: 'no' },
  { client: 'Outlook for iOS and Android', pane: 'No button: the manifest declares none for phones', tested: 'no' },
  {
    client: 'The pages (records, calendar, settings)',
    pane: 'Any browser of today, also on phones',
    tested: 'Chromium',
  },
] as const;
