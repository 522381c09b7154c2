import type { Body, Reply } from '../../../contract/api.js';
import type { reviewRoutes } from '../../../contract/review.js';
import type { Principal } from '../../base/principal.js';
import type { HandlersOf } from './route.js';

export interface ReviewNeeds {
  review: {
    why(viewer: Principal, body: Body<'POST /messages/why'>): Promise<Reply<'POST /messages/why'>>;
    list(viewer: Principal, before?: string): Promise<Reply<'GET /mail/review'>>;
    decide(
      principal: Principal,
      decisions: Body<'POST /mail/review'>['decisions'],
    ): Promise<Reply<'POST /mail/review'>>;
    answerThread(
      principal: Principal,
      id: string,
      answer: 'go_on' | 'stop',
    ): Promise<'following' | 'paused' | 'stopped'>;
  };
}

export const reviewHandlers: HandlersOf<typeof reviewRoutes, ReviewNeeds> = {
  'POST /messages/why': (needs, { principal, body }) => needs.review.why(principal, body),
  'GET /mail/review': (needs, { principal, query }) => needs.review.list(principal, query.before),
  'POST /mail/review': (needs, { principal, body }) => needs.review.decide(principal, body.decisions),
  'POST /mail/threads/:id/answer': async (needs, { principal, params, body }) => ({
    state: await needs.review.answerThread(principal, params.id, body.answer),
  }),
};
