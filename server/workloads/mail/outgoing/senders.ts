import type { Sender } from '../../../../contract/api.js';
import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import type { MailboxRow } from '../../../connections/mailboxes.js';
import { isGranted } from '../../../identity/scopes.js';
import type { Needs } from './needs.js';

/** The mailboxes a person may write from, their own first, each with what is missing for it. */
export async function sendersOf(needs: Needs, viewer: Principal): Promise<Sender[]> {
  const all = await needs.mailboxes.list(viewer);
  const rows = await Promise.all(all.map((it) => needs.mailboxes.row(viewer, it.id)));
  const senders = await Promise.all(
    rows.map(async (row): Promise<Sender> => {
      const problem = await problemOf(needs, viewer, row);
      return {
        mailbox: String(row.id),
        kind: row.kind,
        address: row.address,
        name: row.display_name,
        ...(problem ? { problem } : {}),
      };
    }),
  );
  return senders.sort((a, b) => rank(a) - rank(b));
}
const rank = ({ kind, problem }: Sender): number => (kind === 'own' ? 0 : 1) + (problem ? 2 : 0);

/** Throws with the field and what is missing when the person cannot write from this mailbox now. */
export async function requireSender(needs: Needs, viewer: Principal, id: string): Promise<MailboxRow> {
  const row = await needs.mailboxes.row(viewer, id).catch((error: unknown) => {
    throw error instanceof AppError && error.code === 'not_found'
      ? new AppError('invalid_request', 'This mailbox is no longer connected. Choose another one.', {
          source: 'request',
          field: 'mailbox',
        })
      : error;
  });
  const problem = await problemOf(needs, viewer, row);
  if (problem)
    throw new AppError(problem.kind === 'permission' ? 'consent_required' : 'access_denied', problem.sentence, {
      source: 'request',
      field: 'mailbox',
    });
  return row;
}

/** In a shared mailbox everybody acts by their own right; in an own one by the sign-in that it was connected with. */
export const whoseRight = (row: Pick<MailboxRow, 'kind' | 'object_id'>, objectId: string): string =>
  row.kind === 'own' ? row.object_id : objectId;

async function problemOf(
  { tokens }: Needs,
  { tenantId, objectId }: Principal,
  row: MailboxRow,
): Promise<Sender['problem']> {
  if (row.state === 'unsupported')
    return { kind: 'unsupported', sentence: row.problem?.sentence ?? 'Microsoft Graph cannot reach this mailbox.' };
  if (row.kind === 'own' && row.state === 'needs_sign_in')
    return {
      kind: 'sign_in',
      sentence: row.problem?.sentence ?? `Connect ${row.address} again before you write from it.`,
    };
  const granted = await tokens.granted({ tenantId, objectId: whoseRight(row, objectId) });
  if (isGranted(row.kind === 'own' ? 'send' : 'shared', granted)) return undefined;
  return {
    kind: 'permission',
    sentence:
      row.kind === 'own'
        ? `Allow Coherence to send email from ${row.address} first.`
        : `Allow Coherence to work in mailboxes that are shared with you before you write from ${row.address}.`,
  };
}
