import { explain, type WhyFacts } from './explain.js';

const following = { state: 'following', hasSettings: true } as const;
const none = { linked: [], filed: [], asked: [], undone: [] };
const facts = (more: Partial<WhyFacts>): WhyFacts => ({
  records: none,
  mailbox: following,
  folder: { name: 'Inbox', isFollowed: true, isJunk: false },
  decision: { isKept: true },
  message: 'unknown',
  ...more,
});

test.each<[string, Partial<WhyFacts>, string, RegExp, string]>([
  [
    'linked',
    { records: { ...none, linked: ['Jana', 'Lumen'] }, message: 'kept' },
    'linked',
    /linked to Jana and Lumen/,
    '',
  ],
  ['filed', { records: { ...none, filed: ['Jana'] }, mailbox: undefined as never }, 'filed', /filed to Jana/, ''],
  [
    'another folder',
    { folder: { name: 'Fairs', isFollowed: false, isJunk: false } },
    'C1',
    /in Fairs, which is not synced/,
    'addFolder',
  ],
  [
    'M72 too old',
    { decision: { isKept: false, code: 'C2', rule: 'range' }, detail: 'older than 26 October 2026' },
    'C2',
    /older than 26 October 2026/,
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
  ['catching up', { stream: { left: 1200 } }, 'C6', /catching up.*About 1200 emails/, 'syncNow'],
  [
    'waiting',
    { stream: { left: 1 }, mailbox: { ...following, waitUntil: '2026-11-25T14:05:00Z' } },
    'C6',
    /Microsoft asked us to wait.*About 1 email is left/,
    'fileThis',
  ],
  [
    'a module that takes no emails',
    { notAllowed: { sentence: 'Your organisation does not allow emails.', isThere: false }, message: 'kept' },
    'C12',
    /does not allow emails/,
    'askAdmin',
  ],
  [
    'put there before its module took no emails any more, by whom has no mailbox connected',
    {
      notAllowed: { sentence: 'Your organisation does not allow emails.', isThere: true },
      mailbox: undefined as never,
    },
    'C12',
    /does not allow emails/,
    'fileThis',
  ],
  ['asked', { records: { ...none, asked: ['Owen', 'Priya'] }, message: 'kept' }, 'asked', /Owen or Priya/, 'review'],
  ['taken off', { records: { ...none, undone: ['Owen'] }, message: 'kept' }, 'undone', /taken off Owen/, 'fileThis'],
  ['paused', { mailbox: { ...following, state: 'paused' } }, 'C6', /paused/, 'resume'],
  ['silent webhooks', { mailbox: { ...following, wasSilent: true } }, 'C7', /interrupted/, 'syncNow'],
  ['rebuilding', { stream: { left: 0, isRebuilding: true } }, 'C8', /from the start/, 'fileThis'],
  ['on premises', { mailbox: { ...following, state: 'unsupported' } }, 'C9', /Graph cannot reach/, 'askAdmin'],
  ['set aside', { message: 'failed' }, 'C10', /failed three times/, 'retry'],
  [
    'signed out',
    { mailbox: { ...following, state: 'needs_sign_in', problem: { code: 'C11', sentence: 'Paused since Monday.' } } },
    'C11',
    /Monday/,
    'connect',
  ],
  ['never connected', { mailbox: undefined as never }, 'C11', /not connected/, 'connect'],
  ['not set up', { mailbox: { state: 'connected', hasSettings: false } }, 'C11', /nobody has chosen/, 'connect'],
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

test('M71 each cause has a sentence of its own, and something that helps', () => {
  const cases: [Partial<WhyFacts>][] = [
    [{ folder: { name: 'Fairs', isFollowed: false, isJunk: false } }],
    [{ decision: { isKept: false, code: 'C2', rule: 'range' } }],
    [{ decision: { isKept: false, code: 'C3', rule: 'bulk' } }],
    [{ message: 'kept' }],
    [{ decision: { isKept: false, code: 'C5', rule: 'private' } }],
    [{}],
    [{ mailbox: { ...following, wasSilent: true } }],
    [{ stream: { left: 0, isRebuilding: true } }],
    [{ mailbox: { ...following, state: 'unsupported' } }],
    [{ message: 'failed' }],
    [{ mailbox: { ...following, state: 'needs_sign_in' } }],
  ];
  const answers = cases.map(([more]) => explain(facts(more)));
  expect(answers.map((it) => it.code)).toEqual(Array.from({ length: 11 }, (_, i) => `C${i + 1}`));
  expect(new Set(answers.map((it) => it.sentence)).size).toBe(11);
  expect(answers.filter((it) => it.remedies.length === 0)).toEqual([]);
});
