import { randomUUID } from 'node:crypto';
import type { RouteKey } from '../../../contract/api.js';
import { ask, twin, written, type Attempt, type Side } from './side.js';

const ofOutgoing =
  (method: string, path: string, body?: unknown): Attempt =>
  ({ outgoingId }, by) => [ask(by, method, `/outgoing/${outgoingId}${path}`, body)];
const filing = (mailbox: string, mail: Side['mail'], record: object) => ({
  mailbox,
  messageId: mail.id,
  internetMessageId: mail.internetMessageId,
  records: [record],
  attachmentIds: [],
  saveCopy: false,
});

const placed = (mailbox: string, mail: Side['mail']) => ({
  mailbox,
  messageId: mail.id,
  internetMessageId: mail.internetMessageId,
});

/** Mail on records, filings, and mail that is written. */
export const mail = {
  // Not by the address: both organisations write to that person, and each finds its own mails.
  'POST /records/:module/:id/mailbox-search': ({ record }, by) => [
    ask(by, 'POST', `/records/${record.module}/${record.id}/mailbox-search`, { search: record.id }),
  ],
  'POST /mail/body': ({ record, filingIds }, by) =>
    filingIds.flatMap((entry) => [record, twin].map((it) => ask(by, 'POST', '/mail/body', { record: it, entry }))),
  'POST /mail/place': ({ mail, caller }, by) =>
    [caller, by.caller].map(({ person }) => ask(by, 'POST', '/mail/place', placed(person.userPrincipalName, mail))),
  'POST /mail/place/move': ({ mail, record, caller }, by) =>
    [caller, by.caller].map(({ person }) =>
      ask(by, 'POST', '/mail/place/move', { ...placed(person.userPrincipalName, mail), record }),
    ),
  'POST /mail/place/undo': ({ mail, caller }, by) =>
    [caller, by.caller].map(({ person }) =>
      ask(by, 'POST', '/mail/place/undo', placed(person.userPrincipalName, mail)),
    ),
  'POST /messages/why': ({ mail }, by) => [
    ask(by, 'POST', '/messages/why', { messageId: mail.id, internetMessageId: mail.internetMessageId }),
  ],
  'GET /mail/review': (_owner, by) => [ask(by, 'GET', '/mail/review')],
  'POST /mail/review': ({ filingIds }, by) =>
    filingIds.map((id) => ask(by, 'POST', '/mail/review', { decisions: [{ id, decision: 'accept' }] })),
  'POST /mail/review/record': ({ record }, by) => [ask(by, 'POST', '/mail/review/record', { record })],
  'POST /mail/review/undo': ({ filingIds }, by) =>
    filingIds.map((undo) => ask(by, 'POST', '/mail/review/undo', { undo })),
  'GET /mail/choices': (_owner, by) => [ask(by, 'GET', '/mail/choices')],
  'PUT /mail/choices': ({ address, record }, by) => [ask(by, 'PUT', '/mail/choices', { address, record })],
  'POST /mail/threads/:id/answer': ({ filingIds }, by) =>
    filingIds.map((id) => ask(by, 'POST', `/mail/threads/${id}/answer`, { answer: 'go_on' })),
  'POST /mail/links/:id/undo': ({ filingIds }, by) => filingIds.map((id) => ask(by, 'POST', `/mail/links/${id}/undo`)),
  'POST /filings': ({ mail, record, caller }, by) => [
    ask(by, 'POST', '/filings', filing(caller.person.userPrincipalName, mail, record)),
    ask(by, 'POST', '/filings', filing(by.caller.person.userPrincipalName, mail, by.record)),
    ask(by, 'POST', '/filings', filing(by.caller.person.userPrincipalName, by.mail, record)),
    ask(by, 'POST', '/filings', filing(by.caller.person.userPrincipalName, mail, twin)),
  ],
  'POST /filings/known': ({ mail, record, filingIds }, by) => {
    const known = (body: object) => ask(by, 'POST', '/filings/known', { ...body, attachmentIds: ['A'.repeat(40)] });
    return [
      known({ record, mail: { messageId: by.mail.id } }),
      known({ record: by.record, mail: { messageId: mail.id } }),
      ...filingIds.map((entry) => known({ record: by.record, mail: { entry } })),
    ];
  },
  'POST /filings/attachments': ({ record, filingIds }, by) =>
    filingIds.flatMap((entry) =>
      [record, by.record].map((it) =>
        ask(by, 'POST', '/filings/attachments', { record: it, entry, attachmentIds: ['A'.repeat(40)] }),
      ),
    ),
  'POST /filings/:id/files/:file/answer': ({ filingIds }, by) =>
    filingIds.map((id) => ask(by, 'POST', `/filings/${id}/files/any/answer`, { answer: 'both' })),
  'GET /filings/:id': ({ filingIds }, by) => filingIds.map((id) => ask(by, 'GET', `/filings/${id}`)),
  'GET /filings/:id/removal': ({ filingIds }, by) => filingIds.map((id) => ask(by, 'GET', `/filings/${id}/removal`)),
  'POST /filings/:id/unfile': ({ filingIds }, by) => filingIds.map((id) => ask(by, 'POST', `/filings/${id}/unfile`)),
  'POST /filings/:id/retry': ({ filingIds }, by) => filingIds.map((id) => ask(by, 'POST', `/filings/${id}/retry`)),
  'POST /records/:module/:id/new-mail': ({ record, address }, by) => [
    ask(by, 'POST', `/records/${record.module}/${record.id}/new-mail`, { people: [address] }),
  ],
  'POST /outgoing/prepare': ({ record, filingIds }, by) => [
    ask(by, 'POST', '/outgoing/prepare', { record, kind: 'new' }),
    ask(by, 'POST', '/outgoing/prepare', { record: twin, kind: 'new' }),
    ...filingIds.map((entry) => ask(by, 'POST', '/outgoing/prepare', { record: twin, kind: 'replyAll', entry })),
  ],
  'GET /records/:module/:id/outgoing': ({ record }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}/outgoing`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}/outgoing`),
  ],
  'GET /outgoing/:id': ofOutgoing('GET', ''),
  'PUT /outgoing/:id': ({ outgoingId, mailboxId }, by) => [
    ask(by, 'PUT', `/outgoing/${outgoingId}`, { ...written(twin, mailboxId), version: 1 }),
  ],
  'PUT /outgoing/:id/files/:file': ofOutgoing('PUT', `/files/${randomUUID()}`, {
    name: 'a.txt',
    contentType: 'text/plain',
    sizeBytes: 1,
    from: 0,
    data: 'YQ==',
  }),
  'POST /outgoing/:id/files/:file/remove': ofOutgoing('POST', `/files/${randomUUID()}/remove`, {}),
  'POST /outgoing/:id/send': ofOutgoing('POST', '/send', { version: 1, undoSeconds: 0 }),
  'POST /outgoing/:id/cancel': ofOutgoing('POST', '/cancel', {}),
  'POST /outgoing/:id/discard': ofOutgoing('POST', '/discard', {}),
} satisfies Partial<Record<RouteKey, Attempt>>;
