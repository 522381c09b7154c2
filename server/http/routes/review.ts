import type { Body, Query, RecordRef, Reply } from '../../../contract/api.js';
import type { reviewRoutes } from '../../../contract/review.js';
import type { Principal } from '../../base/principal.js';
import type { HandlersOf } from './route.js';

export interface ReviewNeeds {
  review: {
    why(viewer: Principal, body: Body<'POST /messages/why'>): Promise<Reply<'POST /messages/why'>>;
    list(viewer: Principal, query: Query<'GET /mail/review'>): Promise<Reply<'GET /mail/review'>>;
    decide(principal: Principal, body: Body<'POST /mail/review'>): Promise<Reply<'POST /mail/review'>>;
    acceptAll(principal: Principal, record: RecordRef): Promise<Reply<'POST /mail/review/record'>>;
    undo(principal: Principal, undo: string): Promise<Reply<'POST /mail/review/undo'>>;
    choices(viewer: Principal): Promise<Reply<'GET /mail/choices'>['choices']>;
    choose(principal: Principal, address: string, record: RecordRef | null): Promise<void>;
    answerThread(
      principal: Principal,
      id: string,
      answer: 'go_on' | 'stop',
    ): Promise<'following' | 'paused' | 'stopped'>;
  };
}

export const reviewHandlers: HandlersOf<typeof reviewRoutes, ReviewNeeds> = {
  'POST /messages/why': (needs, { principal, body }) => needs.review.why(principal, body),
  'GET /mail/review': (needs, { principal, query }) => needs.review.list(principal, query),
  'POST /mail/review': (needs, { principal, body }) => needs.review.decide(principal, body),
  'POST /mail/review/record': (needs, { principal, body }) => needs.review.acceptAll(principal, body.record),
  'POST /mail/review/undo': (needs, { principal, body }) => needs.review.undo(principal, body.undo),
  'GET /mail/choices': async (needs, { principal }) => ({ choices: await needs.review.choices(principal) }),
  'PUT /mail/choices': async (needs, { principal, body }) => {
    await needs.review.choose(principal, body.address, body.record);
    return {};
  },
  'POST /mail/threads/:id/answer': async (needs, { principal, params, body }) => ({
    state: await needs.review.answerThread(principal, params.id, body.answer),
  }),
};
