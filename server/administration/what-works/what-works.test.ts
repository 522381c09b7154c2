import fc from 'fast-check';
import type { Lack } from '../../../contract/connection-kinds.js';
import { mailboxState, permission, type Mailbox, type Permission } from '../../../contract/connection.js';
import { capability, type Capability } from '../../../contract/what-works.js';
import type { Facts } from './facts.js';
import { linesOf } from './what-works.js';

const features = ['sites', 'teams', 'rooms', 'schedules', 'shared', 'directory', 'signInLog'] as const;
const capabilityOf: Record<Lack['feature'], Capability> = {
  sites: 'sharePoint',
  teams: 'teams',
  rooms: 'rooms',
  schedules: 'schedules',
  shared: 'sharedMailboxes',
  directory: 'directory',
  signInLog: 'signInLog',
};
interface Situation {
  lacks: readonly (typeof features)[number][];
  granted: readonly Permission[];
  state: Mailbox['state'] | 'none';
  isAdministrator: boolean;
  isWaiting: boolean;
  isHeld: boolean;
  withheld: readonly string[];
  direction: 'both' | 'read' | 'write' | 'none';
  root: 'oneDrive' | 'library' | 'none';
  attachments: 'ask' | 'never' | 'always';
  isSharePointOn: boolean;
  isDown: boolean;
  mayCreate: boolean;
}
const usual: Situation = {
  lacks: [],
  granted: permission.options,
  state: 'following',
  isAdministrator: false,
  isWaiting: false,
  isHeld: false,
  withheld: [],
  direction: 'both',
  root: 'library',
  attachments: 'ask',
  isSharePointOn: true,
  isDown: false,
  mayCreate: true,
};
const held = 'Microsoft asked us to wait. It goes on by itself.';

function factsOf(it: Situation): Facts {
  return {
    isPersonal: false,
    isAdministrator: it.isAdministrator,
    lack: (feature) => (it.lacks.includes(feature) ? `Your licence has no ${feature}.` : undefined),
    may: (name) => it.granted.includes(name),
    allowUrl: (name) => `https://login.example/${name}`,
    mayReadSignIns: false,
    signInsUrl: 'https://login.example/log',
    isWaitingForApproval: it.isWaiting,
    own: it.state === 'none' ? undefined : ({ id: '7', state: it.state } as Mailbox),
    shared: [],
    mailProblem: it.isHeld ? held : undefined,
    calendarProblem: it.isHeld ? held : undefined,
    calendar: it.direction === 'none' ? undefined : { direction: it.direction },
    withheld: { mail: [...it.withheld], meetings: [...it.withheld], files: [...it.withheld] },
    files:
      it.root === 'none'
        ? undefined
        : { root: it.root, place: 'Sales / Documents', attachments: it.attachments, sharing: 'none' },
    isSharePointOn: it.isSharePointOn,
    coherence: {
      ...(it.isDown ? { problem: 'Coherence is not answering.' } : {}),
      isSearchLimited: it.isDown,
      mayCreate: it.mayCreate,
      isToldOfChanges: true,
      users: 3,
      today: 1,
      perDay: 1_000,
    },
  };
}
const lineOf = (change: Partial<Situation>, name: Capability) =>
  linesOf(factsOf({ ...usual, ...change })).find((it) => it.capability === name);
const situations: fc.Arbitrary<Situation> = fc.record({
  lacks: fc.subarray([...features]),
  granted: fc.subarray([...permission.options]),
  state: fc.constantFrom(...mailboxState.options, 'none' as const),
  isAdministrator: fc.boolean(),
  isWaiting: fc.boolean(),
  isHeld: fc.boolean(),
  withheld: fc.subarray(['Deals', 'People']),
  direction: fc.constantFrom('both', 'read', 'write', 'none'),
  root: fc.constantFrom('oneDrive', 'library', 'none'),
  attachments: fc.constantFrom('ask', 'never', 'always'),
  isSharePointOn: fc.boolean(),
  isDown: fc.boolean(),
  mayCreate: fc.boolean(),
});

test('M118 in every situation each capability has one line, in order, with a sentence; what the account lacks is off and promises no remedy', () => {
  fc.assert(
    fc.property(situations, (situation) => {
      const lines = linesOf(factsOf(situation));
      expect(lines.map((it) => it.capability)).toEqual(capability.options);
      for (const { sentence, remedy } of lines) {
        expect(sentence).toMatch(/^[A-Z].{8,}[.]$/);
        if (remedy) expect([remedy.place, remedy.url].filter(Boolean)).toHaveLength(1);
      }
      for (const feature of situation.lacks) {
        const line = lines.find((it) => it.capability === capabilityOf[feature]);
        expect(line).toEqual({
          capability: capabilityOf[feature],
          state: 'off',
          sentence: `Your licence has no ${feature}.`,
        });
      }
    }),
    { numRuns: 300 },
  );
});

test.each<[string, Partial<Situation>, Capability, string, RegExp]>([
  ['all is well', {}, 'mailSync', 'works', /by your rules/],
  ['no mailbox is connected', { state: 'none' }, 'mailSync', 'off', /not connected/],
  ['an approval is awaited', { state: 'none', isWaiting: true }, 'mailSync', 'off', /administrator must approve/],
  ['it is paused', { state: 'paused' }, 'mailSync', 'off', /paused/],
  ['the sign-in ended', { state: 'needs_sign_in' }, 'mailSync', 'off', /Connect it again/],
  ['Microsoft asks to wait', { isHeld: true }, 'mailSync', 'limited', /wait/],
  ['the mailbox is on premises', { state: 'unsupported' }, 'filing', 'limited', /not in Exchange Online/],
  ['a module takes no emails', { withheld: ['Deals'] }, 'filing', 'limited', /Deals/],
  ['sending was declined', { granted: ['mail'] }, 'sending', 'off', /not allowed sending/],
  ['the calendar goes one way', { direction: 'read' }, 'calendar', 'limited', /from Outlook only/],
  ['attachments are not kept', { attachments: 'never' }, 'attachments', 'off', /keeps no attachments/],
  ['SharePoint is off', { isSharePointOn: false }, 'sharePoint', 'off', /not switched on/],
  ['the library may not be opened', { granted: ['mail', 'files'] }, 'recordFolders', 'limited', /may not open for you/],
  ['no place was chosen', { root: 'none' }, 'recordFolders', 'limited', /Nobody has chosen a place/],
  ['Coherence is down', { isDown: true }, 'search', 'limited', /limited right now/],
  ['the key may not create', { mayCreate: false }, 'createRecords', 'off', /records:write/],
])('M118 %s', (_when, change, name, state, sentence) => {
  expect(lineOf(change, name)).toMatchObject({ state, sentence: expect.stringMatching(sentence) as string });
});
