import type { Body, LinkChoice, Query, RecordRef, Reply } from '../../../contract/api.js';
import type { Coming } from '../../../contract/shapes.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import { keyOf, type StoredRef } from '../../records/view.js';
import { changeChoice, choicesOf } from './choices.js';
import { acceptAll, decideLinks, undoDecision, type LinkDecided } from './decide-links.js';
import { review, type ReviewNeeds } from './review.js';

interface Needs extends ReviewNeeds {
  records: ReviewNeeds['records'] & { resolve(tenantId: string, ref: RecordRef, what?: Coming): Promise<StoredRef> };
  /** Asks streams for a run. */
  wish(streams: number[]): Promise<void>;
}

/** What a person looks at and decides of the links that rules made, by the records' names on the wire. */
export function createReview(needs: Needs) {
  const { records, database } = needs;
  async function instead(tenantId: string, ref: RecordRef): Promise<NonNullable<LinkDecided['record']>> {
    const { moduleId, recordId } = await records.resolve(tenantId, ref, 'mail');
    const view = (await records.views(database.kysely, tenantId, [{ moduleId, recordId }])).get(
      keyOf({ moduleId, recordId }),
    );
    if (!view)
      throw new AppError('not_found', 'This record is not there any more. Choose another one.', {
        source: 'request',
        field: 'record',
      });
    return { moduleId, recordId, displayName: view.displayName };
  }
  return {
    async list(viewer: Principal, { before, module, record }: Query<'GET /mail/review'>) {
      const of = module && record ? await records.resolve(viewer.tenantId, { module, id: record }) : undefined;
      return review(needs, viewer, { before, of });
    },
    async decide(principal: Principal, { decisions, remember }: Body<'POST /mail/review'>) {
      const made: LinkDecided[] = [];
      for (const it of decisions)
        made.push(it.decision === 'other' ? { ...it, record: await instead(principal.tenantId, it.record) } : it);
      return decideLinks(needs, principal, made, remember);
    },
    acceptAll: async (principal: Principal, record: RecordRef) =>
      acceptAll(needs, principal, await records.resolve(principal.tenantId, record, 'mail')),
    async undo(principal: Principal, undo: string): Promise<Reply<'POST /mail/review/undo'>> {
      const { count, streams } = await undoDecision(needs, principal, undo);
      await needs.wish(streams);
      return { count };
    },
    choices: (viewer: Principal): Promise<LinkChoice[]> => choicesOf(needs, viewer),
    choose: async (principal: Principal, address: string, record: RecordRef | null) =>
      changeChoice(needs, principal, address, record && (await records.resolve(principal.tenantId, record, 'mail'))),
  };
}
