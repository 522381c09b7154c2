import type { Why } from '../../../contract/api.js';
import type { Decision, RuleName } from './rules.js';

/** What is known about one mail when somebody asks why it is not on a record. */
export interface WhyFacts {
  records: { linked: string[]; filed: string[]; asked: string[]; undone: string[] };
  mailbox?: {
    state: 'connected' | 'following' | 'paused' | 'needs_sign_in' | 'unsupported' | 'disconnected';
    hasSettings: boolean;
    problem?: { code: string; sentence: string };
    waitUntil?: string;
    /** Microsoft's notifications stopped a short while ago and were set up again. */
    wasSilent?: boolean;
  };
  folder: { name: string; isFollowed: boolean; isJunk: boolean };
  decision: Decision;
  /** The never-file pattern, or "older than 26 October 2026", in words. */
  detail?: string;
  message: 'unknown' | 'kept' | 'failed';
  failure?: string;
  /** Administrators allow no emails on the records it would be on, in their sentence; `isThere`: the viewer put it there before. */
  notAllowed?: { sentence: string; isThere: boolean };
  /** The stream of the mail's folder. */
  stream?: { left: number; isRebuilding?: boolean; problem?: { code: string; sentence: string } };
}
type Answer = Pick<Why, 'code' | 'sentence' | 'remedies' | 'waitUntil' | 'needsSettings'>;

const ruleSentences: Record<RuleName, (detail: string) => string> = {
  draft: () => 'This is a draft. It can be on a record once it is sent.',
  neverFile: (it) => `Somebody in this email is on your never-file list: ${it}.`,
  range: (it) => `This email is ${it ? `${it}, which is ` : ''}outside the time that is synced.`,
  private: () => 'This email is marked private or confidential, so it is kept private.',
  invitations: () => 'Your rules leave out invitations and their answers.',
  bulk: () => 'Your rules leave out mail that was sent to many.',
  internal: () => 'Only colleagues are in this email, and your rules leave such mail out.',
  categories: () => 'Your rules leave it out because of its Outlook categories.',
};

/** The one cause, the strongest first: what keeps all mail out, then this mail's folder, rules, and how far syncing is. Pure. */
export function explain(facts: WhyFacts): Answer {
  const { records, mailbox, folder, decision, message, stream, detail = '' } = facts;
  if (records.filed.length > 0)
    return { code: 'filed', sentence: `It is filed to ${list(records.filed)}.`, remedies: [] };
  if (records.linked.length > 0)
    return { code: 'linked', sentence: `It is synced, and linked to ${list(records.linked)}.`, remedies: [] };
  if (records.asked.length > 0)
    return {
      code: 'asked',
      sentence: `It is synced, and waits for your answer whether it belongs to ${list(records.asked, 'or')}.`,
      remedies: ['review', 'fileThis'],
    };
  if (records.undone.length > 0)
    return {
      code: 'undone',
      sentence: `It was taken off ${list(records.undone)} by a person, and rules do not put it back.`,
      remedies: ['fileThis'],
    };
  if (facts.notAllowed?.isThere) return moduleLimit(facts.notAllowed);
  const problem = mailbox?.problem ?? stream?.problem;
  if (mailbox?.state === 'unsupported' || problem?.code === 'C9')
    return {
      code: 'C9',
      sentence: problem?.sentence ?? 'This mailbox is on a server that Microsoft Graph cannot reach.',
      remedies: ['askAdmin'],
    };
  if (!mailbox || mailbox.state === 'disconnected' || mailbox.state === 'needs_sign_in')
    return {
      code: 'C11',
      sentence: problem?.sentence ?? 'Your mailbox is not connected, so nothing of it is synced.',
      remedies: ['connect', 'fileThis'],
    };
  if (!mailbox.hasSettings)
    return {
      code: 'C11',
      sentence: 'Your mailbox is connected, but nobody has chosen yet what is synced.',
      remedies: ['connect', 'fileThis'],
      needsSettings: true,
    };
  if (folder.isJunk)
    return {
      code: 'C3',
      sentence: `It is in ${folder.name}. Junk and deleted mail is never synced.`,
      remedies: ['fileThis'],
    };
  if (!folder.isFollowed)
    return {
      code: 'C1',
      sentence: `This email is in ${folder.name}, which is not synced.`,
      remedies: ['addFolder', 'fileThis'],
    };
  if (!decision.isKept)
    return {
      code: decision.code,
      sentence: ruleSentences[decision.rule](detail),
      remedies: [decision.code === 'C2' ? 'extendRange' : 'changeRule', 'fileThis'],
    };
  if (message === 'failed')
    return {
      code: 'C10',
      sentence: facts.failure ?? 'This email failed three times and was set aside.',
      remedies: ['retry', 'fileThis'],
    };
  if (facts.notAllowed) return moduleLimit(facts.notAllowed);
  if (message === 'kept')
    return {
      code: 'C4',
      sentence: 'It is synced, but nobody in it is on a record.',
      remedies: ['createPerson', 'fileThis'],
    };
  if (mailbox.state === 'paused')
    return { code: 'C6', sentence: 'Syncing of this mailbox is paused.', remedies: ['resume', 'fileThis'] };
  if (mailbox.waitUntil)
    return {
      code: 'C6',
      sentence: `Syncing is catching up, and Microsoft asked us to wait.${about(stream?.left)} Nothing is lost; it goes on by itself.`,
      remedies: ['fileThis'],
      waitUntil: mailbox.waitUntil,
    };
  if (stream?.isRebuilding || problem?.code === 'C8')
    return {
      code: 'C8',
      sentence:
        'Microsoft asked us to read this folder from the start, and that is under way. What is on records stays there.',
      remedies: ['fileThis'],
    };
  if (mailbox.wasSilent || problem?.code === 'C7')
    return {
      code: 'C7',
      sentence:
        'Live updates from Microsoft were interrupted. They are set up again, and what was missed is being read.',
      remedies: ['syncNow', 'fileThis'],
    };
  return {
    code: 'C6',
    sentence: `Syncing is still catching up.${about(stream?.left)}`,
    remedies: ['syncNow', 'fileThis'],
  };
}

/** It can be filed to a record of another module; who can change the limit is said in its sentence. */
const moduleLimit = ({ sentence }: { sentence: string }): Answer => ({
  code: 'C12',
  sentence,
  remedies: ['fileThis', 'askAdmin'],
});
const about = (left = 0): string => (left > 0 ? ` About ${left} ${left === 1 ? 'email is' : 'emails are'} left.` : '');
const list = (names: string[], word = 'and'): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1) ?? ''}`;
