import { expectMail } from './expected.js';
import { removeFile, takePart } from './files.js';
import type { Needs } from './needs.js';
import { prepare } from './prepare.js';
import { sendMail } from './send.js';
import { callBack, discardMail, getMail, openMails, saveMail, wishToSend } from './write.js';

const bind =
  <A extends unknown[], T>(needs: Needs, work: (needs: Needs, ...rest: A) => T) =>
  (...rest: A): T =>
    work(needs, ...rest);

/** Writing mail on records, and sending it. */
export const createOutgoing = (needs: Needs) => ({
  prepare: bind(needs, prepare),
  expect: bind(needs, expectMail),
  list: bind(needs, openMails),
  get: bind(needs, getMail),
  save: bind(needs, saveMail),
  takePart: bind(needs, takePart),
  removeFile: bind(needs, removeFile),
  send: bind(needs, wishToSend),
  cancel: bind(needs, callBack),
  discard: bind(needs, discardMail),
  /** The job. */
  carryOut: (mailId: string) => sendMail(needs, mailId),
});
export type Outgoings = ReturnType<typeof createOutgoing>;
