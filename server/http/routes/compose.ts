import type { Body, Outgoing, OutgoingFile, Reply } from '../../../contract/api.js';
import type { composeRoutes } from '../../../contract/compose.js';
import type { Principal } from '../../base/principal.js';
import type { HandlersOf } from './route.js';

export interface ComposeNeeds {
  outgoing: {
    expect(
      viewer: Principal,
      ref: { module: string; id: string },
      body: Body<'POST /records/:module/:id/new-mail'>,
    ): Promise<Reply<'POST /records/:module/:id/new-mail'>>;
    prepare(viewer: Principal, wish: Body<'POST /outgoing/prepare'>): Promise<Reply<'POST /outgoing/prepare'>>;
    list(viewer: Principal, ref: { module: string; id: string }): Promise<Outgoing[]>;
    get(viewer: Principal, id: string): Promise<Outgoing>;
    save(principal: Principal, id: string, body: Body<'PUT /outgoing/:id'>): Promise<Outgoing>;
    takePart(
      principal: Principal,
      id: string,
      file: string,
      part: Body<'PUT /outgoing/:id/files/:file'>,
    ): Promise<OutgoingFile>;
    removeFile(principal: Principal, id: string, file: string): Promise<Outgoing>;
    send(principal: Principal, id: string, body: Body<'POST /outgoing/:id/send'>): Promise<Outgoing>;
    cancel(principal: Principal, id: string): Promise<Outgoing>;
    discard(principal: Principal, id: string): Promise<void>;
  };
}

export const composeHandlers: HandlersOf<typeof composeRoutes, ComposeNeeds> = {
  'POST /records/:module/:id/new-mail': (needs, { principal, params, body }) =>
    needs.outgoing.expect(principal, params, body),
  'POST /outgoing/prepare': (needs, { principal, body }) => needs.outgoing.prepare(principal, body),
  'GET /records/:module/:id/outgoing': async (needs, { principal, params }) => ({
    mails: await needs.outgoing.list(principal, params),
  }),
  'GET /outgoing/:id': (needs, { principal, params }) => needs.outgoing.get(principal, params.id),
  'PUT /outgoing/:id': (needs, { principal, params, body }) => needs.outgoing.save(principal, params.id, body),
  'PUT /outgoing/:id/files/:file': (needs, { principal, params, body }) =>
    needs.outgoing.takePart(principal, params.id, params.file, body),
  'POST /outgoing/:id/files/:file/remove': (needs, { principal, params }) =>
    needs.outgoing.removeFile(principal, params.id, params.file),
  'POST /outgoing/:id/send': (needs, { principal, params, body }) => needs.outgoing.send(principal, params.id, body),
  'POST /outgoing/:id/cancel': (needs, { principal, params }) => needs.outgoing.cancel(principal, params.id),
  'POST /outgoing/:id/discard': async (needs, { principal, params }) => {
    await needs.outgoing.discard(principal, params.id);
    return {};
  },
};
