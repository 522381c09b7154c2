import type { Reply } from '../../../contract/api.js';
import type { AttachmentAnswer } from '../../../contract/filing.js';
import type { RecordRef } from '../../../contract/shapes.js';
import type { Choices } from './choices.js';

export const knownKey = (messageId: string, { module, id }: RecordRef, attachmentIds: string[]): string =>
  `known ${messageId} ${module} ${id} ${attachmentIds.join(' ')}`;

/** What a person chose for each file that is there already, else what was proposed to them; nothing where it was not looked up. */
export const answersTo = (
  told: Reply<'POST /filings/known'> | undefined,
  { answers = {} }: Choices,
): AttachmentAnswer[] =>
  (told?.known ?? []).map(({ attachmentId, proposed, file: { driveId, itemId } }) => ({
    attachmentId,
    answer: answers[attachmentId] ?? proposed,
    file: { driveId, itemId },
  }));
