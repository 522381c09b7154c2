import fc from 'fast-check';
import type { MailRules } from '../../../contract/mail-settings.js';
import type { MailItem } from './mail-item.js';
import { neverFilePattern } from '../../records/never-file.js';
import { decide, type DecidedFor } from './rules.js';

const of: DecidedFor = {
  address: 'ada@alderfinch.example',
  ownDomains: new Set(['alderfinch.example', 'outlook.com']),
  from: new Date('2026-10-01T00:00:00Z'),
};
const open: MailRules = {
  neverFile: [],
  bulk: 'keep',
  internal: 'keep',
  private: 'keep',
  invitations: 'keep',
  categories: { kind: 'off', names: [] },
};
type People = Partial<Record<'from' | 'to' | 'cc' | 'bcc', string[]>>;
const people = (by: People): MailItem['participants'] =>
  (['from', 'to', 'cc', 'bcc'] as const).flatMap((role) =>
    (by[role] ?? []).map((address) => ({ role, address, name: '' })),
  );
function mail(by: People, more: Partial<MailItem> = {}): MailItem {
  return {
    graphId: 'AAA',
    changeKey: 'CQ',
    internetMessageId: '<1@x.example>',
    conversationId: 'c1',
    folderGraphId: 'inbox',
    receivedDateTime: '2026-11-01T09:00:00Z',
    sentDateTime: '2026-11-01T09:00:00Z',
    subject: 'Quote',
    preview: '',
    ...(by.from?.[0] ? { from: { address: by.from[0], name: '' } } : {}),
    participants: people(by),
    hasAttachments: false,
    importance: 'normal',
    sensitivity: 'normal',
    categories: [],
    isDraft: false,
    isBulk: false,
    isInvitation: false,
    references: [],
    ...more,
  };
}
const jana = 'jana@lumenworks.example';
const ada = 'ada@alderfinch.example';
const ben = 'ben@alderfinch.example';
const never = (pattern: string, who: 'sender' | 'any' | 'all' = 'sender'): Partial<MailRules> => ({
  neverFile: [{ pattern, who }],
});
const kept = 'kept';
const say = (item: MailItem, rules: Partial<MailRules>, own = of): string => {
  const it = decide(item, { ...open, ...rules }, own);
  return it.isKept ? kept : `${it.code} ${it.rule}`;
};

const fromJana = mail({ from: [jana], to: [ada] });
test.each<[string, MailItem, Partial<MailRules>, string]>([
  ['an ordinary mail', fromJana, {}, kept],
  ['a draft', mail({ from: [ada], to: [jana] }, { isDraft: true }), {}, 'C3 draft'],
  ['the sender by address', fromJana, never('JANA@LumenWorks.example'), 'C3 neverFile'],
  ['the sender by domain', fromJana, never('lumenworks.example'), 'C3 neverFile'],
  ['the domain with an at sign', fromJana, never('@lumenworks.example'), 'C3 neverFile'],
  ['the domain with a star', fromJana, never('*@lumenworks.example'), 'C3 neverFile'],
  ['a domain below', mail({ from: ['a@mail.eu.lumenworks.example'] }), never('*.lumenworks.example'), 'C3 neverFile'],
  ['a domain that only ends alike', mail({ from: ['a@notlumenworks.example'] }), never('lumenworks.example'), kept],
  ['a plus-address of it', mail({ from: ['jana+news@lumenworks.example'] }), never(jana), 'C3 neverFile'],
  ['one plus-address only', fromJana, never('jana+news@lumenworks.example'), kept],
  ['an international domain', mail({ from: ['i@xn--mller-kva.example'] }), never('müller.example'), 'C3 neverFile'],
  ['a recipient, when the sender is meant', mail({ from: [ben], to: [jana] }), never(jana), kept],
  ['a recipient, when anybody is meant', mail({ from: [ben], cc: [jana] }), never(jana, 'any'), 'C3 neverFile'],
  [
    'all outside people fit',
    mail({ from: [jana], to: [ada, ben] }),
    never('lumenworks.example', 'all'),
    'C3 neverFile',
  ],
  ['not all fit', mail({ from: [jana], to: [ada, 'x@y.example'] }), never('lumenworks.example', 'all'), kept],
  ['all, among ourselves', mail({ from: [ben], to: [ada] }), never(ben, 'all'), 'C3 neverFile'],
  ['nobody there to fit', mail({ from: [ada] }), never('lumenworks.example', 'all'), kept],
  ['before the range', mail({ from: [jana] }, { receivedDateTime: '2026-09-30T23:59:59Z' }), {}, 'C2 range'],
  ['the first instant of the range', mail({ from: [jana] }, { receivedDateTime: '2026-10-01T00:00:00Z' }), {}, kept],
  ['private', mail({ from: [jana] }, { sensitivity: 'private' }), { private: 'skip' }, 'C5 private'],
  ['personal', mail({ from: [jana] }, { sensitivity: 'personal' }), { private: 'skip' }, 'C5 private'],
  ['confidential', mail({ from: [jana] }, { sensitivity: 'confidential' }), { private: 'skip' }, 'C5 private'],
  ['private, kept', mail({ from: [jana] }, { sensitivity: 'private' }), {}, kept],
  ['an invitation', mail({ from: [jana] }, { isInvitation: true }), { invitations: 'skip' }, 'C3 invitations'],
  ['bulk', mail({ from: [jana] }, { isBulk: true }), { bulk: 'skip' }, 'C3 bulk'],
  [
    'among colleagues',
    mail({ from: [ben], to: [ada, 'x@eu.alderfinch.example'] }),
    { internal: 'skip' },
    'C3 internal',
  ],
  ['a colleague and one outside', mail({ from: [ben], to: [ada], bcc: [jana] }), { internal: 'skip' }, kept],
  ['outside at a public provider', mail({ from: ['sofia@outlook.com'], to: [ada] }), { internal: 'skip' }, kept],
  [
    'without the category that is asked for',
    mail({ from: [jana] }, { categories: ['Travel'] }),
    { categories: { kind: 'only', names: ['Customer'] } },
    'C3 categories',
  ],
  [
    'with it',
    mail({ from: [jana] }, { categories: ['customer'] }),
    { categories: { kind: 'only', names: ['Customer'] } },
    kept,
  ],
  [
    'with the category that is left out',
    mail({ from: [jana] }, { categories: ['Family', 'Red'] }),
    { categories: { kind: 'except', names: ['family'] } },
    'C3 categories',
  ],
])('R-32 M116 a rule decides about %s', (_name, item, rules, expected) => {
  expect(say(item, rules)).toBe(expected);
});

test('C2 after the end of a range that has one', () => {
  const closed = { ...of, to: new Date('2026-10-31T23:00:00Z') };
  expect(say(fromJana, {}, closed)).toBe('C2 range');
});

test('never-file is named first, whatever else would keep a mail out', () => {
  const item = mail(
    { from: [jana] },
    { isBulk: true, sensitivity: 'private', receivedDateTime: '2020-01-01T00:00:00Z' },
  );
  expect(say(item, { ...never(jana), bulk: 'skip', private: 'skip' })).toBe('C3 neverFile');
  expect(neverFilePattern(item, { ...open, neverFile: [{ pattern: ' Lumenworks.example', who: 'any' }] }, of)).toBe(
    ' Lumenworks.example',
  );
});

const address = fc.constantFrom(
  jana,
  ada,
  ben,
  'x@y.example',
  'x+t@sub.y.example',
  'sofia@outlook.com',
  'JANA@LUMENWORKS.EXAMPLE',
);
const category = fc.constantFrom('Customer', 'family', 'Red');
const items = fc
  .record({
    from: fc.array(address, { maxLength: 1 }),
    to: fc.array(address, { maxLength: 4 }),
    cc: fc.array(address, { maxLength: 2 }),
    sensitivity: fc.constantFrom<MailItem['sensitivity'][]>('normal', 'personal', 'private', 'confidential'),
    categories: fc.array(category, { maxLength: 2 }),
    isBulk: fc.boolean(),
    isInvitation: fc.boolean(),
    receivedDateTime: fc.constantFrom('2026-09-01T00:00:00Z', '2026-11-01T00:00:00Z'),
  })
  .map(({ from, to, cc, ...more }) => mail({ from, to, cc }, more));
const choice = fc.constantFrom<('skip' | 'keep')[]>('skip', 'keep');
const neverFile = fc.record({
  pattern: fc.constantFrom(jana, 'y.example', '@sub.y.example', 'outlook.com', ada, 'other.example'),
  who: fc.constantFrom<('sender' | 'any' | 'all')[]>('sender', 'any', 'all'),
});
const ruleSets: fc.Arbitrary<MailRules> = fc.record({
  neverFile: fc.array(neverFile, { maxLength: 3 }),
  bulk: choice,
  internal: choice,
  private: choice,
  invitations: choice,
  categories: fc.record({
    kind: fc.constantFrom<('off' | 'only' | 'except')[]>('off', 'only', 'except'),
    names: fc.array(category, { maxLength: 2 }),
  }),
});

test('R-32 a never-file rule that fits wins over every other setting', () => {
  fc.assert(
    fc.property(items, ruleSets, neverFile, (item, rules, one) => {
      const alone = decide(item, { ...open, neverFile: [one] }, { ...of, from: new Date(0) });
      if (alone.isKept) return;
      expect(decide(item, { ...rules, neverFile: [...rules.neverFile, one] }, of)).toMatchObject({
        isKept: false,
        rule: 'neverFile',
      });
    }),
    { numRuns: 2_000 },
  );
});

test('R-31 one more rule, or a stricter one, never lets more through', () => {
  fc.assert(
    fc.property(items, ruleSets, neverFile, (item, rules, one) => {
      if (decide(item, rules, of).isKept) return;
      const stricter: MailRules[] = [
        { ...rules, neverFile: [one, ...rules.neverFile] },
        { ...rules, bulk: 'skip' },
        { ...rules, internal: 'skip' },
        { ...rules, private: 'skip' },
        { ...rules, invitations: 'skip' },
        ...(rules.categories.kind === 'off'
          ? [{ ...rules, categories: { kind: 'only' as const, names: ['Customer'] } }]
          : []),
      ];
      for (const it of stricter) expect(decide(item, it, of).isKept).toBe(false);
    }),
    { numRuns: 2_000 },
  );
});
