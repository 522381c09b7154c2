import type { Transaction } from 'kysely';
import type { Tables } from '../../db/schema.js';
import type { TenantKeys } from '../../identity/tenant-keys.js';
import type { OwnDomains } from '../../records/own-domains.js';
import { readSuppressed } from '../../records/suppression.js';
import { readPolicy } from '../../connections/policy.js';
import type { Applied, Scope } from '../../sync/workload.js';
import { addressKeys } from './address-key.js';
import { linkMessages } from './linking.js';
import { writtenOnRecords } from './links.js';
import type { MailItem } from './mail-item.js';
import { noteCopies } from './organise/wish.js';
import { meetExpectations } from './outgoing/expected.js';
import type { MailChange } from './read.js';
import { decide, isInRange } from './rules.js';
import {
  foldersByGraphId,
  letGoOfUnlinked,
  markGone,
  placeMessages,
  putMessages,
  putParticipants,
  stampMessages,
  type KnownFolder,
  type MessageRow,
} from './store.js';
import { readAgainDone } from './rematch.js';
import type { Here } from './translate.js';

export interface ApplyNeeds {
  tenantKeys: TenantKeys;
  ownDomains: OwnDomains;
}

/**
 * Brings our rows to a page of changes. What the mailbox's rules let in is linked to its records; only what is on a record is
 * kept with its content. A number of statements that does not grow with the page; the same page again changes nothing.
 */
export async function applyChanges(
  needs: ApplyNeeds,
  tx: Transaction<Tables>,
  scope: Scope,
  all: MailChange[],
): Promise<Applied> {
  const { mailbox, generation } = scope;
  const changes = [...new Map(all.map((it) => [it.graphId, it])).values()]; // an item may come twice: the later one counts
  const here = changes.filter((it) => it.kind === 'here');
  const folders = await foldersByGraphId(tx, mailbox, [...new Set(here.map((it) => it.item.folderGraphId))]);
  const followed = here.filter((it) => folders.get(it.item.folderGraphId)?.isSelected);
  const elsewhere = here.filter((it) => !folders.get(it.item.folderGraphId)?.isSelected);
  const { rows, kept, outOfRange } = await sortOut(needs, tx, scope, followed, folders);

  await meetExpectations(tx, needs, mailbox, kept);
  const links = await linkMessages(tx, needs, mailbox, kept);
  for (const row of rows) row.hasContent = !row.excludedBy && (links.get(row.item.graphId)?.length ?? 0) > 0;
  const added = await putMessages(tx, mailbox, generation, rows);
  if (mailbox.settings && mailbox.settings.organization.kind !== 'off')
    await noteCopies(
      tx,
      mailbox.tenantId,
      rows.filter((it) => it.hasContent).map((it) => it.item.internetMessageId),
    );
  await putParticipants(
    tx,
    mailbox,
    rows.filter((it) => it.hasContent).map((it) => it.item),
  );
  const place = ({ graphId, item }: Here) => ({
    graphId,
    folderId: folders.get(item.folderGraphId)?.id ?? null,
    changeKey: item.changeKey,
  });
  // On a record it stays and shows where it is now; otherwise nobody asked us to know of it.
  await letGoOfUnlinked(
    tx,
    mailbox,
    elsewhere.map((it) => it.graphId),
  );
  await placeMessages(tx, mailbox, generation, [...elsewhere, ...outOfRange].map(place));
  await markGone(tx, mailbox, generation, idsOf(changes, 'gone'));
  await readAgainDone(
    tx,
    mailbox,
    changes.map((it) => it.graphId),
  );
  await stampMessages(tx, mailbox, generation, [...rows.map((it) => it.item.graphId), ...idsOf(changes, 'seen')]);
  const times = rows.map((it) => Date.parse(it.item.receivedDateTime));
  return {
    ...added,
    ...(times.length > 0 ? { oldest: new Date(Math.min(...times)), newest: new Date(Math.max(...times)) } : {}),
  };
}

const idsOf = (changes: MailChange[], kind: MailChange['kind']): string[] =>
  changes.filter((it) => it.kind === kind).map((it) => it.graphId);

/**
 * What is followed, by the mailbox's rules: let in, kept out, or not of this time. What is not of this time is not taken in, and
 * what is here already from a wider range, or by a click, stays.
 */
async function sortOut(
  { tenantKeys, ownDomains }: ApplyNeeds,
  tx: Transaction<Tables>,
  { mailbox }: Scope,
  followed: Here[],
  folders: Map<string, KnownFolder>,
): Promise<{ rows: MessageRow[]; kept: MailItem[]; outOfRange: Here[] }> {
  const rows: MessageRow[] = [];
  const kept: MailItem[] = [];
  if (followed.length === 0) return { rows, kept, outOfRange: [] };
  const key = tenantKeys.known(mailbox.tenantId);
  const of = {
    address: mailbox.address,
    ownDomains: await ownDomains(tx, mailbox.tenantId),
    from: mailbox.from,
    ...(mailbox.to ? { to: mailbox.to } : {}),
  };
  const inRange = followed.filter((it) => isInRange(it.item, of));
  // Also what a rule would keep out: of another time, nothing is written down.
  const outOfRange = followed.filter((it) => !isInRange(it.item, of));
  // People who were erased, and what the organisation says, stand before what the mailbox's owner chose.
  const isErased = await readSuppressed(tx, mailbox.tenantId);
  const { neverFile } = await readPolicy(tx, mailbox.tenantId);
  const rules = rulesOf(mailbox);
  const together =
    neverFile.length === 0
      ? rules
      : {
          ...rules,
          neverFile: [...neverFile.map((pattern) => ({ pattern, who: 'any' as const })), ...rules.neverFile],
        };
  const decided = inRange.map((it) => ({
    it,
    decision: it.item.participants.some(({ address }) => isErased(address))
      ? ({ isKept: false, code: 'C3', rule: 'neverFile' } as const)
      : decide(it.item, together, of),
  }));
  const isSpokenFor = await writtenOnRecords(
    tx,
    mailbox.tenantId,
    decided.filter(({ decision }) => !decision.isKept).map(({ it }) => it.item.internetMessageId),
  );
  for (const { it, decision } of decided) {
    const isKept = decision.isKept || (decision.rule !== 'neverFile' && isSpokenFor.has(it.item.internetMessageId));
    if (isKept) kept.push(it.item);
    rows.push(
      toRow(it, folders, isKept || decision.isKept ? null : `${decision.code} ${decision.rule}`, key, mailbox.address),
    );
  }
  return { rows, kept, outOfRange };
}

const rulesOf = ({ settings }: Scope['mailbox']) => {
  if (!settings) throw new Error('mail is not followed before settings are saved');
  return settings.rules;
};

function toRow(
  { item, modifiedAt }: Here,
  folders: Map<string, KnownFolder>,
  excludedBy: string | null,
  key: string,
  own: string,
): MessageRow {
  return {
    item,
    modifiedAt,
    folderId: folders.get(item.folderGraphId)?.id ?? 0,
    excludedBy,
    addressKeys: excludedBy ? [] : addressKeys(key, item.participants, own),
    hasContent: false,
  };
}
