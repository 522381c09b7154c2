import { explain, type WhyFacts } from './explain.js';

const following = { state: 'following', hasSettings: true } as const;
const facts = (more: Partial<WhyFacts>): WhyFacts => ({
  records: { linked: [], filed: [] },
  mailbox: following,
  folder: { name: 'Inbox', isFollowed: true, isJunk: false },
  decision: { isKept: true },
  message: 'unknown',
  ...more,
});

test.each<[string, Partial<WhyFacts>, string, RegExp, string]>([
  [
    'linked',
    { records: { linked: ['Jana', 'Lumen'], filed: [] }, message: 'kept' },
    'linked',
    /linked to Jana and Lumen/,
    '',
  ],
  ['filed', { records: { linked: [], filed: ['Jana'] }, mailbox: undefined as never }, 'filed', /filed to Jana/, ''],
  [
    'another folder',
    { folder: { name: 'Fairs', isFollowed: false, isJunk: false } },
    'C1',
    /in Fairs, which is not synced/,
    'addFolder',
  ],
  [
    'too old',
    { decision: { isKept: false, code: 'C2', rule: 'range' }, detail: '2026-10-26' },
    'C2',
    /begins on 2026-10-26/,
    'extendRange',
  ],
  ['bulk', { decision: { isKept: false, code: 'C3', rule: 'bulk' } }, 'C3', /sent to many/, 'changeRule'],
  [
    'never-file',
    { decision: { isKept: false, code: 'C3', rule: 'neverFile' }, detail: 'bank.example' },
    'C3',
    /bank\.example/,
    'changeRule',
  ],
  ['junk', { folder: { name: 'Junk Email', isFollowed: false, isJunk: true } }, 'C3', /never synced/, 'fileThis'],
  ['nobody known', { message: 'kept' }, 'C4', /nobody in it is on a record/, 'createPerson'],
  ['private', { decision: { isKept: false, code: 'C5', rule: 'private' } }, 'C5', /kept private/, 'fileThis'],
  [
    'catching up',
    { stream: { left: 1200 }, mailbox: { ...following, waitUntil: '14:05' } },
    'C6',
    /About 1200 emails.*wait until 14:05/,
    'syncNow',
  ],
  ['paused', { mailbox: { ...following, state: 'paused' } }, 'C6', /paused/, 'resume'],
  [
    'silent webhooks',
    { stream: { left: 0, problem: { code: 'C7', sentence: 'Live updates were interrupted.' } } },
    'C7',
    /interrupted/,
    'syncNow',
  ],
  [
    'rebuilding',
    { stream: { left: 0, problem: { code: 'C8', sentence: 'Rebuilding from scratch; links are kept.' } } },
    'C8',
    /Rebuilding/,
    'syncNow',
  ],
  ['on premises', { mailbox: { ...following, state: 'unsupported' } }, 'C9', /Graph cannot reach/, 'fileThis'],
  ['set aside', { message: 'failed' }, 'C10', /failed three times/, 'retry'],
  [
    'signed out',
    { mailbox: { ...following, state: 'needs_sign_in', problem: { code: 'C11', sentence: 'Paused since Monday.' } } },
    'C11',
    /Monday/,
    'connect',
  ],
  ['never connected', { mailbox: undefined as never }, 'C11', /not connected/, 'connect'],
  ['not set up', { mailbox: { state: 'connected', hasSettings: false } }, 'C11', /not set up/, 'connect'],
])('M71 why a mail is not here: %s', (_name, more, code, sentence, remedy) => {
  const answer = explain(facts(more));
  expect(answer.code).toBe(code);
  expect(answer.sentence).toMatch(sentence);
  expect(answer.remedies).toEqual(remedy ? expect.arrayContaining([remedy]) : []);
});

test('M71 what keeps all mail out is named before what keeps this one out', () => {
  const decision = { isKept: false, code: 'C3', rule: 'bulk' } as const;
  const folder = { name: 'Fairs', isFollowed: false, isJunk: false };
  expect(explain(facts({ decision, folder, mailbox: { ...following, state: 'needs_sign_in' } })).code).toBe('C11');
  expect(explain(facts({ decision, folder })).code).toBe('C1');
  expect(explain(facts({ decision, message: 'failed' })).code).toBe('C3');
});
