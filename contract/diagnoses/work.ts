import { cause, type CauseSpec } from './catalogue.js';

/** What stands in the way once a person is signed in. */
export const workCauses = {
  // C
  'mailbox.unreachable': cause(
    'C9',
    'This mailbox is on a server that Microsoft Graph cannot reach, is inactive, or has no licence, so it cannot be followed. IT must move it to Exchange Online. In Outlook you still see, search and create the records of an open email.',
    'messageIt',
    'checkAgain',
  ),
  // D: calendar
  'zones.differ': cause(
    'D1',
    'Your mailbox, your workspace and this browser are in different time zones: {about}.',
    'useMailboxZone',
    'checkAgain',
  ),
  'calendar.unselected': cause('D2', 'The event is in a calendar that is not followed: {about}.', 'selectCalendar'),
  'calendar.writeOnly': cause(
    'D2',
    'Your calendar is set to “Write only” here, so nothing is read from Outlook.',
    'changeDirection',
  ),
  'calendar.readOnly': cause(
    'D2',
    'Your calendar is set to “Read only” here, so nothing is changed in Outlook.',
    'changeDirection',
  ),
  'event.bothChanged': cause(
    'D3',
    'Outlook and Coherence both changed this since they were last alike: {about}.',
    'keepOutlook',
    'keepCoherence',
    'mergeFields',
  ),
  'event.excluded': cause('D4', 'The event is left out because {about}.', 'changeRule'),
  'event.notOrganiser': cause(
    'D5',
    '{about} organised this meeting, and only the organiser can change it.',
    'proposeTime',
    'addNote',
  ),
  // E: access
  'right.permission': cause(
    'E1',
    'Microsoft 365 does not allow this with the permissions Coherence has: {about}.',
    'reconnect',
    'sendRequest',
    'disconnect',
  ),
  'right.sendAs': cause(
    'E2',
    'You lack the right to send from this mailbox. In Exchange you need “Send As” or “Send on Behalf” on it: ask whoever manages your mailboxes.',
    'messageIt',
    'retry',
  ),
  'right.mailbox': cause(
    'E2',
    'You have no rights on this mailbox, or there is none with this address. In Exchange you need “Full Access” (Read and manage) on it: ask whoever manages your mailboxes. It can take an hour until it works.',
    'messageIt',
    'retry',
  ),
  'right.file': cause(
    'E3',
    'You cannot open this file or folder. Its owner decides who may.',
    'requestAccess',
    'unlink',
    'retry',
  ),
  'right.administrator': cause(
    'E4',
    'This is for administrators of your organisation only. Ask one of them.',
    'messageIt',
  ),
  'licence.directory': cause(
    'E4',
    'Microsoft’s own sign-in log needs Entra ID P1, which your organisation does not have. Our own audit knows every sign-in here.',
    'messageIt',
  ),
  'role.coherence': cause(
    'E5',
    'Your Coherence role does not allow this: {about}. An administrator of the workspace can change it.',
    'messageIt',
    'retry',
  ),
  // F: Coherence
  'coherence.key': cause(
    'F1',
    'The Coherence key of your organisation is no longer valid. Ask your administrator to replace it.',
    'replaceKey',
    'messageIt',
    'checkAgain',
  ),
  'coherence.scope': cause(
    'F2',
    'The Coherence key of your organisation does not allow this: {about}.',
    'replaceKey',
    'messageIt',
    'checkAgain',
  ),
  'record.gone': cause(
    'F3',
    'This record was deleted or merged in Coherence. Choose another.',
    'findAgain',
    'unlink',
    'retry',
  ),
  'record.duplicate': cause(
    'F4',
    'A record like this exists already in Coherence.',
    'linkToIt',
    'createAnyway',
    'retry',
  ),
  'record.invalid': cause('F5', 'Coherence did not take a value: {about}.', 'correct'),
  'coherence.limit': cause('F6', 'The limit of calls to Coherence is reached. It continues by itself.', 'retry'),
  'coherence.down': cause('F7', 'Coherence is not answering. Try again in a moment.', 'retry'),
  'coherence.limited': cause(
    'F8',
    'Coherence searches only a part right now. These are the records we know ourselves.',
    'retry',
  ),
  // N: Microsoft 365
  'microsoft.busy': cause(
    'N1',
    'Microsoft asks us to wait a moment. Nothing is lost; it continues by itself.',
    'retry',
  ),
  'microsoft.down': cause('N1', 'Microsoft 365 is not answering. Try again in a moment.', 'retry'),
  'name.taken': cause(
    'N2',
    'Something with this name is there already, and it is not ours.',
    'useExisting',
    'makeAnother',
    'retry',
  ),
  'room.none': cause('N3', 'Your OneDrive or mailbox is full. Make room, then try again.', 'retry'),
  'file.locked': cause('N4', 'Somebody has the file open for writing. It can be changed once they close it.', 'retry'),
  'item.gone': cause(
    'N5',
    'It is no longer in Microsoft 365: it was moved or deleted, or you lost access. The link is kept.',
    'findAgain',
    'unlink',
    'retry',
  ),
} as const satisfies Record<string, CauseSpec>;
