import { AppError } from '../../../base/errors.js';
import type { AskMailbox } from '../folders.js';

/*
 * By what a mail is found again at Microsoft, whatever happened to our answer: a named property of the draft, which stays on the
 * copy in Sent Items and never leaves the mailbox. Ids alone do not do: some mailboxes give the sent copy another one.
 */
const propertySet = '{8f1c64e2-35b7-4d0e-9a51-6d2f7be0c94a}';
const markName = `String ${propertySet} Name CoherenceOutgoing`;
const writtenName = `String ${propertySet} Name CoherenceWritten`;

export const markOf = (id: string) => ({ id: markName, value: id });
/** Set together with the text, so that it is known whether the text is in a draft that Exchange began. */
export const writtenMark = (version: number) => ({ id: writtenName, value: String(version) });

export interface Marked {
  id: string;
  isDraft: boolean;
  internetMessageId: string;
  conversationId: string;
}
const select = 'id,isDraft,internetMessageId,conversationId';

/** Drafts and sent copies of a mail, wherever in the mailbox they are. */
export async function findMarked(ask: AskMailbox, id: string): Promise<Marked[]> {
  const { value } = await ask<{ value: Marked[] }>({
    path: '/messages',
    query: {
      $filter: `singleValueExtendedProperties/Any(ep: ep/id eq '${markName}' and ep/value eq '${id}')`,
      $select: select,
      $top: '20',
    },
  });
  return value;
}

export async function readMarked(ask: AskMailbox, graphId: string): Promise<Marked | undefined> {
  return ask<Marked>({ path: `/messages/${encodeURIComponent(graphId)}`, query: { $select: select } }).catch(orNothing);
}

/** The text of a draft, and whether ours is in it. */
export async function readDraftText(
  ask: AskMailbox,
  graphId: string,
  version: number,
): Promise<{ html: string; isWritten: boolean }> {
  const raw = await ask<{
    body?: { content?: string };
    singleValueExtendedProperties?: { id: string; value?: string }[];
  }>({
    path: `/messages/${encodeURIComponent(graphId)}`,
    query: { $select: 'id,body', $expand: `singleValueExtendedProperties($filter=id eq '${writtenName}')` },
  });
  return {
    html: raw.body?.content ?? '',
    isWritten: raw.singleValueExtendedProperties?.some((it) => it.value === String(version)) ?? false,
  };
}

export const orNothing = (error: unknown): undefined => {
  if (error instanceof AppError && error.code === 'not_found') return undefined;
  throw error;
};
