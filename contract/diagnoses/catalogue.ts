/**
 * The catalogue of what can stand between a person and their work: one row for each cause as it is detected, under its code. Plain
 * data, read by the server, by the pages and by docs/diagnoses.md. `{about}` is filled with what was detected: an address, a feature,
 * a record, a time.
 */
export const diagnosisTitles = {
  A1: 'The sign-in window did not finish',
  A2: 'Old sign-in data is in the way',
  A3: 'Your organisation has not opened Coherence for you yet',
  A4: 'This is not the right account',
  A5: 'One more check is needed',
  A6: 'This device is not allowed',
  A7: 'Sign-in is blocked by a policy',
  A8: 'Your sign-in has ended',
  A9: 'Outlook cannot sign in by itself',
  A10: 'Microsoft asks again who you are',
  B1: 'A permission is needed first',
  B2: 'One feature waits for approval',
  C9: 'This mailbox cannot be followed',
  D1: 'Time zones differ',
  D2: 'This calendar is not followed',
  D3: 'Changed on both sides',
  D4: 'This event is left out',
  D5: 'Only the organiser can change this',
  E1: 'A permission is missing',
  E2: 'A right on the mailbox is missing',
  E3: 'This file is closed to you',
  E4: 'Only for administrators',
  E5: 'Your role in Coherence does not allow this',
  F1: 'The connection to Coherence has ended',
  F2: 'The Coherence key allows too little',
  F3: 'The record is gone',
  F4: 'This exists already',
  F5: 'Coherence did not take a value',
  F6: 'The limit of Coherence is reached',
  F7: 'Coherence is not answering',
  F8: 'Search is limited right now',
  N1: 'Microsoft 365 asks us to wait',
  N2: 'The name is taken',
  N3: 'There is no room left',
  N4: 'The file is in use',
  N5: 'It is no longer there',
} as const;
export type DiagnosisCode = keyof typeof diagnosisTitles;

/** What a person can press. A page shows those it can carry out; `retry` is always there when nothing else is. */
export type RemedyKind =
  | 'signIn'
  | 'continue'
  | 'allow'
  | 'otherAccount'
  | 'openInTab'
  | 'clear'
  | 'privateLink'
  | 'messageIt'
  | 'sendRequest'
  | 'approve'
  | 'checkAgain'
  | 'reconnect'
  | 'disconnect'
  | 'replaceKey'
  | 'requestAccess'
  | 'unlink'
  | 'findAgain'
  | 'linkToIt'
  | 'createAnyway'
  | 'useMailboxZone'
  | 'selectCalendar'
  | 'changeDirection'
  | 'changeRule'
  | 'keepOutlook'
  | 'keepCoherence'
  | 'mergeFields'
  | 'proposeTime'
  | 'addNote'
  | 'useExisting'
  | 'makeAnother'
  | 'correct'
  | 'retry';

export interface CauseSpec {
  code: DiagnosisCode;
  sentence: string;
  remedies: readonly RemedyKind[];
}
export const cause = <const T extends RemedyKind[]>(code: DiagnosisCode, sentence: string, ...remedies: T) => ({
  code,
  sentence,
  remedies,
});
