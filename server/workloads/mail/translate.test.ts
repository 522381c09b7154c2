import type { RawItem } from '../../sync/workload.js';
import { instant, translate } from './translate.js';

const whole: RawItem = {
  id: 'AAkAL1',
  changeKey: 'CQAAABYA',
  lastModifiedDateTime: '2026-03-02T08:00:01Z',
  internetMessageId: '<1@lumenworks.example>',
  conversationId: 'AAQk1',
  parentFolderId: 'AAMkInbox',
  receivedDateTime: '2026-03-02T08:00:00Z',
  sentDateTime: '2026-03-02T07:59:58Z',
  subject: 'Renewal',
  bodyPreview: 'Dear Ada',
  from: { emailAddress: { name: 'Jana Novák', address: 'Jana.Novak@lumenworks.example' } },
  toRecipients: [{ emailAddress: { name: 'Ada', address: 'ada@alderfinch.example' } }],
  ccRecipients: [],
  bccRecipients: [],
  hasAttachments: false,
  importance: 'normal',
  categories: [],
  isDraft: false,
};
const here = (change: object = {}) => {
  const it = translate({ ...whole, ...change });
  if (it.kind !== 'here') throw new Error(`It is ${it.kind}.`);
  return it;
};
const property = (id: string, value: string) => ({ singleValueExtendedProperties: [{ id, value }] });
const named = (name: string) => `String {00020386-0000-0000-C000-000000000046} Name ${name}`;

test('M108 a whole message is taken as it is; addresses keep the case they came in', () => {
  expect(here()).toEqual({
    kind: 'here',
    graphId: 'AAkAL1',
    modifiedAt: '2026-03-02T08:00:01.000Z',
    item: {
      graphId: 'AAkAL1',
      changeKey: 'CQAAABYA',
      internetMessageId: '<1@lumenworks.example>',
      conversationId: 'AAQk1',
      folderGraphId: 'AAMkInbox',
      receivedDateTime: '2026-03-02T08:00:00.000Z',
      sentDateTime: '2026-03-02T07:59:58.000Z',
      subject: 'Renewal',
      preview: 'Dear Ada',
      from: { address: 'Jana.Novak@lumenworks.example', name: 'Jana Novák' },
      participants: [
        { role: 'from', address: 'Jana.Novak@lumenworks.example', name: 'Jana Novák' },
        { role: 'to', address: 'ada@alderfinch.example', name: 'Ada' },
      ],
      hasAttachments: false,
      importance: 'normal',
      sensitivity: 'normal',
      categories: [],
      isDraft: false,
      isBulk: false,
      isInvitation: false,
      references: [],
    },
  });
});

test('M10 a removed item is only its id, whatever else came with it', () => {
  expect(translate({ ...whole, '@removed': { reason: 'deleted' } })).toEqual({ kind: 'removed', graphId: 'AAkAL1' });
  expect(translate({ id: 'AAkAL1', '@removed': { reason: 'changed' } })).toEqual({
    kind: 'removed',
    graphId: 'AAkAL1',
  });
});

test.each(['changeKey', 'parentFolderId', 'receivedDateTime', 'subject', 'bodyPreview', 'toRecipients', 'ccRecipients', 'categories', 'hasAttachments', 'isDraft', 'lastModifiedDateTime'])(
  'M108 an item without %s is sparse: what did not come is unchanged, never empty',
  (name) => {
    const { [name]: _left, ...rest } = whole;
    expect(translate(rest as RawItem)).toEqual({ kind: 'sparse', graphId: 'AAkAL1' });
  },
); // prettier-ignore

test.each([
  ['subject', { subject: null }, { subject: '' }],
  ['preview', { bodyPreview: null }, { preview: '' }],
  ['conversation', { conversationId: null }, { conversationId: '' }],
  ['internet message id', { internetMessageId: null }, { internetMessageId: '' }],
  ['categories', { categories: null }, { categories: [] }],
  ['importance', { importance: null }, { importance: 'normal' }],
  ['time of sending', { sentDateTime: null }, { sentDateTime: '2026-03-02T08:00:00.000Z' }],
  ['time of change', { lastModifiedDateTime: null }, {}],
])('M108 a message whose %s is null is a message like others', (_what, change, expected) => {
  expect(here(change).item).toMatchObject(expected);
});

test('M108 nobody in from, groups without an address and broken headers do not hold a message up', () => {
  const { item } = here({
    from: null,
    toRecipients: [
      { emailAddress: { name: 'Everybody', address: null } },
      { emailAddress: null },
      {},
      { emailAddress: { name: 'Undisclosed recipients:', address: '  ' } },
      { emailAddress: { name: null, address: ' office@harbourlight.example ' } },
    ],
    bccRecipients: null,
  });
  expect(item.from).toBeUndefined();
  expect(item.participants).toEqual([{ role: 'to', address: 'office@harbourlight.example', name: '' }]);
});

test.each([null, '', 'yesterday', '2026-13-40T00:00:00Z'])(
  'M73 C10 a message received at %p cannot be placed in time, and says why',
  (receivedDateTime) => {
    expect(translate({ ...whole, receivedDateTime })).toEqual({
      kind: 'broken',
      graphId: 'AAkAL1',
      why: 'no time of receipt',
    });
  },
);

test('M108 what a database cannot keep in a text is left out of every text', () => {
  const nul = 'a\0b';
  const { item } = here({
    subject: nul,
    bodyPreview: nul,
    conversationId: nul,
    internetMessageId: nul,
    categories: [nul],
    from: { emailAddress: { name: nul, address: 'x\0@y.example' } },
    ...property('String 0x1039', '<1\0@x> <2@x>'),
  });
  expect(JSON.stringify(item)).not.toContain('\\u0000');
  expect(item).toMatchObject({ subject: 'ab', categories: ['ab'], from: { name: 'ab', address: 'x@y.example' } });
});

test.each([
  ['a list to leave', property('String 0x1045', '<mailto:leave@news.example>'), true],
  ['sent to many', property(named('Precedence'), 'bulk'), true],
  ['sent by a machine', property(named('Auto-Submitted'), 'auto-generated'), true],
  ['sent by a person', property(named('Auto-Submitted'), 'no'), false],
  ['nothing of it', {}, false],
])('M116 bulk is told by Exchange’s properties: %s', (_what, change, isBulk) => {
  expect(here(change).item.isBulk).toBe(isBulk);
});

test.each([
  ['0', 'normal'],
  ['1', 'personal'],
  ['2', 'private'],
  ['3', 'confidential'],
  ['9', 'normal'],
])('M116 sensitivity %s is %s, however Exchange spells the property', (value, expected) => {
  expect(here(property('Integer 0x36', value)).item.sensitivity).toBe(expected);
  expect(here(property('Integer 0x0036', value)).item.sensitivity).toBe(expected);
});

test.each([
  ['#microsoft.graph.eventMessageRequest', true],
  ['#microsoft.graph.eventMessage', true],
  ['#Microsoft.OutlookServices.EventMessage', true],
  ['#microsoft.graph.message', false],
  [undefined, false],
])('M116 an item of type %s is an invitation: %s', (type, isInvitation) => {
  expect(here({ '@odata.type': type }).item.isInvitation).toBe(isInvitation);
});

test('M25 answers name the mails they answer', () => {
  const { item } = here({
    singleValueExtendedProperties: [
      { id: 'String 0x1042', value: '<2@x>' },
      { id: 'String 0x1039', value: '<1@x>\r\n <2@x>' },
    ],
  });
  expect([...item.references].sort()).toEqual(['<1@x>', '<2@x>']);
});

test.each([
  ['2026-03-02T08:00:00Z', '2026-03-02T08:00:00.000Z'],
  ['2026-03-02T08:00:00.1234567Z', '2026-03-02T08:00:00.123Z'],
  ['2026-03-02T09:00:00+01:00', '2026-03-02T08:00:00.000Z'],
  ['2026-03-02T08:00:00.0000000', '2026-03-02T08:00:00.000Z'],
])('M74 the time %s is the instant %s, whatever zone this machine is in', (text, expected) => {
  expect(instant(text)).toBe(expected);
});
