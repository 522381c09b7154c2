import { sharedMailboxes } from '../../tenant/company.js';
import type { Mailbox } from '../../tenant/mailboxes.js';
import { personAt, type Call } from '../call.js';
import { GraphRefusal, notFoundItem } from '../errors.js';

/**
 * The mailbox a path names. Whoever has no right in another's mailbox is told that it is not there, as Exchange does; whether the
 * token's permissions reach beyond the own mailbox was asked before (scopes.ts). An application with roles may open any.
 */
export function mailboxAt(call: Call, key: string): Mailbox {
  const { person } = personAt(call, key);
  const { oid } = call.caller;
  if (call.behaviour.mail.onPremises.includes(person.id))
    throw new GraphRefusal(
      404,
      'MailboxNotEnabledForRESTAPI',
      'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
    );
  const box = call.tenants.mailboxes.find(person.id);
  if (!box) throw notFoundItem();
  if (!oid || oid === person.id || sharedWith(box).fullAccess.includes(oid)) return box;
  const mayOnlySend = /\/sendMail$/i.test(call.path) && mayUseAddress(call, box) !== undefined;
  if (mayOnlySend) return box;
  throw new GraphRefusal(
    404,
    'ErrorItemNotFound',
    'The specified object was not found in the store., Default folder Root not found.',
  );
}

/** Whether the path's mailbox is another's than the caller's own. */
export const isOthers = (call: Call, box: Mailbox): boolean =>
  call.caller.oid !== undefined && call.caller.oid !== box.objectId;

/** How the caller may write in the name of a mailbox: as it, or on its behalf; undefined when not at all. */
export function mayUseAddress(call: Call, box: Mailbox): 'own' | 'as' | 'on behalf' | undefined {
  const { oid, tid } = call.caller;
  if (box.tenantId !== tid) return undefined;
  if (!oid || oid === box.objectId) return 'own';
  const { sendAs, sendOnBehalf } = sharedWith(box);
  if (sendAs.includes(oid)) return 'as';
  return sendOnBehalf.includes(oid) ? 'on behalf' : undefined;
}

const nobody = { fullAccess: [] as string[], sendAs: [] as string[], sendOnBehalf: [] as string[] };
const sharedWith = (box: Mailbox) => sharedMailboxes.find((it) => it.id === box.objectId) ?? nobody;
