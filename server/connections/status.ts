import type { Reply } from '../../contract/api.js';
import type { Mailbox, Permission, Service } from '../../contract/connection.js';
import type { Principal } from '../base/principal.js';
import { isGranted, permissionScopes } from '../identity/scopes.js';
import type { TokenStore } from '../identity/token-store.js';
import type { Connect } from './connect.js';
import type { Mailboxes } from './mailboxes.js';

interface Needs {
  tokens: Pick<TokenStore, 'granted'>;
  connect: Pick<Connect, 'lastAttempt'>;
  mailboxes: Pick<Mailboxes, 'list'>;
}
type Status = Omit<Reply<'GET /connection'>, 'workspace'>;

/** What of Microsoft 365 is connected for this person. Asks nobody: it is read from what we keep. */
export async function connectionOf({ tokens, connect, mailboxes }: Needs, viewer: Principal): Promise<Status> {
  const [granted, lastAttempt, boxes] = await Promise.all([
    tokens.granted(viewer),
    connect.lastAttempt(viewer),
    mailboxes.list(viewer),
  ]);
  const own = boxes.find((it) => it.kind === 'own' && it.connectedBy.isYou);
  const isWaiting = lastAttempt?.code === 'needs_approval';
  const status = (service: Service): Status['services'][number] => {
    if (service === 'mail') return mailStatus(own, isWaiting);
    return isGranted(service, granted)
      ? { service, state: 'connected', address: viewer.address }
      : { service, state: 'not_connected' };
  };
  return {
    account: { name: viewer.name, address: viewer.address },
    services: (['mail', 'calendar', 'contacts', 'files'] as const).map(status),
    permissions: (Object.keys(permissionScopes) as Permission[]).map((permission) => ({
      permission,
      isGranted: isGranted(permission, granted),
    })),
    ...(lastAttempt
      ? {
          lastAttempt: {
            outcome: lastAttempt.code,
            sentence: lastAttempt.sentence,
            ...(lastAttempt.address ? { address: lastAttempt.address } : {}),
            ...(lastAttempt.diagnosis ? { diagnosis: lastAttempt.diagnosis } : {}),
            ...(lastAttempt.permissions ? { permissions: lastAttempt.permissions } : {}),
          },
        }
      : {}),
    mailboxes: boxes,
  };
}

function mailStatus(own: Mailbox | undefined, isWaiting: boolean): Status['services'][number] {
  if (!own) return { service: 'mail', state: isWaiting ? 'waiting_for_approval' : 'not_connected' };
  const { address, problem } = own;
  const isWell = ['connected', 'following', 'paused'].includes(own.state);
  return {
    service: 'mail',
    state: isWell ? 'connected' : 'needs_attention',
    address,
    ...(problem ? { problem } : {}),
  };
}
