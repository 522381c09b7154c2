import type { Body, Filing, Matches, Reply } from '../../../contract/api.js';
import type { filingRoutes, FileAnswer } from '../../../contract/filing.js';
import type { Principal } from '../../base/principal.js';
import type { Records } from '../../records/records.js';
import type { Folders } from '../../workloads/files/folders.js';
import type { HandlersOf } from './route.js';

export interface FilingNeeds {
  links: {
    of(viewer: Principal, body: Body<'POST /matches'>): Promise<Pick<Matches, 'links' | 'questions' | 'followed'>>;
  };
  records: Pick<Records, 'match'>;
  folders: Pick<Folders, 'choice'>;
  filing: {
    file(principal: Principal, request: Body<'POST /filings'>): Promise<Filing[]>;
    get(viewer: Principal, id: string): Promise<Filing>;
    of(viewer: Principal, internetMessageId: string): Promise<{ filings: Filing[]; hidden: number }>;
    removal(viewer: Principal, id: string): Promise<Reply<'GET /filings/:id/removal'>>;
    unfile(principal: Principal, id: string): Promise<Filing>;
    retry(principal: Principal, id: string): Promise<Filing>;
    known(viewer: Principal, body: Body<'POST /filings/known'>): Promise<Reply<'POST /filings/known'>>;
    keep(principal: Principal, body: Body<'POST /filings/attachments'>): Promise<Filing>;
    answer(principal: Principal, at: { id: string; file: string }, answer: FileAnswer): Promise<Filing>;
  };
}

export const filingHandlers: HandlersOf<typeof filingRoutes, FilingNeeds> = {
  'POST /matches': async (needs, { principal, body }) => {
    const [matches, { filings, hidden }, links, files] = await Promise.all([
      needs.records.match(principal, body),
      needs.filing.of(principal, body.internetMessageId),
      needs.links.of(principal, body),
      needs.folders.choice(principal),
    ]);
    return { ...matches, ...links, filings, hiddenFilings: hidden, ...(files ? { files } : {}) };
  },
  'POST /filings': async (needs, { principal, body }) => ({ filings: await needs.filing.file(principal, body) }),
  'POST /filings/known': (needs, { principal, body }) => needs.filing.known(principal, body),
  'POST /filings/attachments': (needs, { principal, body }) => needs.filing.keep(principal, body),
  'POST /filings/:id/files/:file/answer': (needs, { principal, params, body }) =>
    needs.filing.answer(principal, params, body.answer),
  'GET /filings/:id': (needs, { principal, params }) => needs.filing.get(principal, params.id),
  'GET /filings/:id/removal': (needs, { principal, params }) => needs.filing.removal(principal, params.id),
  'POST /filings/:id/unfile': (needs, { principal, params }) => needs.filing.unfile(principal, params.id),
  'POST /filings/:id/retry': (needs, { principal, params }) => needs.filing.retry(principal, params.id),
};
