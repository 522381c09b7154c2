import type {
  CoherenceField,
  CoherenceIdentity,
  CoherenceModule,
  CoherenceRecord,
  CoherenceSearchHit,
  CoherenceUser,
} from '../../../contract/coherence.js';
import { deadline, sleep } from '../../base/clock.js';
import { AppError } from '../../base/errors.js';
import { unreachable, type Outbound } from '../../base/outbound.js';
import {
  decodeField,
  decodeIdentity,
  decodeList,
  decodeModule,
  decodeNewWebhook,
  decodeRecord,
  decodeSearch,
  decodeUser,
  decodeWebhook,
  type CoherenceWebhook,
} from './decode.js';
import type { Bearer } from './bearer.js';
import { sortCoherenceFailure } from './errors.js';
import type { Breaker, Quota } from './quota.js';

export interface CoherenceClient {
  identity(): Promise<CoherenceIdentity>;
  modules(): Promise<CoherenceModule[]>;
  /** Users of the workspace, or undefined where this Coherence does not tell them (G7). */
  users(): Promise<CoherenceUser[] | undefined>;
  fields(moduleSlug: string): Promise<CoherenceField[]>;
  /**
   * Every record of a module, page by page; ends by total, by an empty page, or when a page brings nothing new. Whether the newest
   * comes first when that is asked for, only the times in the answer tell (G11).
   */
  records(moduleSlug: string, options?: { newestFirst?: boolean }): AsyncIterable<CoherenceRecord[]>;
  find(moduleSlug: string, search: string): Promise<CoherenceRecord[]>;
  get(moduleSlug: string, id: string, limitMs?: number): Promise<CoherenceRecord>;
  /** Not repeated by itself: after a time-out the caller looks whether it was made (G9). */
  create(
    moduleSlug: string,
    displayName: string,
    fields: Record<string, string>,
    /** Although a rule that only warns is against it. */
    isAnyway?: boolean,
  ): Promise<CoherenceRecord>;
  search(query: string, limitMs?: number): Promise<{ hits: CoherenceSearchHit[]; isLimited: boolean }>;
  /** Where Coherence tells of changes, or undefined where it does not, or not for this key (G8). */
  webhooks(): Promise<CoherenceWebhook[] | undefined>;
  /** Not repeated by itself. The secret is told this once; some may have none. */
  addWebhook(wish: { url: string; events: string[]; description: string }): Promise<{ id: string; secret: string }>;
  /** Twice is once. */
  removeWebhook(id: string): Promise<void>;
}
export interface ClientOptions {
  baseUrl: string;
  /** A key, or how to get a token. */
  apiKey: string | Bearer;
  outbound: Outbound;
  quota: Quota;
  breaker: Breaker;
  isBackground?: boolean;
  /** Told of every call: ids left out of the path. */
  onCall?(call: CoherenceCall): void;
}
export interface CoherenceCall {
  method: string;
  path: string;
  /** 0: nobody answered. */
  status: number;
  durationMs: number;
  requestId: string;
}

const limit = 15_000;
const longSilenceMs = 5_000;
const pageSize = 100;

/** Coherence's public API: dialect O first, D and L understood. Waits as it is told, stops asking when nobody answers. */
export function createCoherenceClient({
  baseUrl,
  apiKey,
  outbound,
  quota,
  breaker,
  isBackground = false,
  onCall,
}: ClientOptions): CoherenceClient {
  async function call(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
    limitMs = limit,
    tries = method === 'GET' ? 3 : 1,
  ): Promise<unknown> {
    quota.take(isBackground);
    breaker.check();
    const bearer: Bearer = typeof apiKey === 'string' ? () => Promise.resolve(apiKey) : apiKey;
    let isRefused = false;
    for (let attempt = 1; ; attempt += 1) {
      const signal = deadline(limitMs);
      const began = Date.now();
      const told = (status: number, requestId = '') =>
        onCall?.({ method, path: templateOf(path), status, durationMs: Date.now() - began, requestId });
      let failure: AppError;
      try {
        const token = await bearer({ isRefused });
        const response = await outbound(`${baseUrl}${path}`, {
          method,
          signal,
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            accept: 'application/json',
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        told(response.status, response.headers.get('x-request-id') ?? '');
        quota.read(response.headers);
        const text = await response.text();
        const answer: unknown = text ? parse(text) : undefined;
        if (response.status < 400) {
          breaker.good();
          return answer;
        }
        if (response.status === 401 && typeof apiKey !== 'string' && !isRefused) {
          isRefused = true; // once: it may have been taken back at Coherence before its end
          attempt -= 1;
          continue;
        }
        const after = Number(response.headers.get('retry-after') ?? Number.NaN);
        failure = sortCoherenceFailure(response.status, answer, Number.isNaN(after) ? undefined : after);
        if (failure.code === 'coherence_unavailable') breaker.bad();
        else breaker.good();
      } catch (cause) {
        if (cause instanceof AppError) throw cause;
        told(0);
        // Somebody's short patience says nothing of Coherence; only silence for long does.
        if (!signal.aborted || limitMs >= longSilenceMs) breaker.bad();
        failure = unreachable(cause, 'coherence', 'Coherence');
      }
      const waitMs = Math.max((failure.retryAfterSeconds ?? 0) * 1000, 200 * 2 ** attempt * (0.5 + Math.random() / 2));
      const isWorthIt =
        ['throttled', 'coherence_unavailable'].includes(failure.code) && attempt < tries && waitMs < limitMs;
      if (!isWorthIt) throw failure;
      await sleep(waitMs);
    }
  }
  /** No items where there is no such path, or none for this key. */
  async function list(path: string): Promise<Partial<ReturnType<typeof decodeList>>> {
    try {
      return decodeList(await call('GET', path));
    } catch (error) {
      if (error instanceof AppError && ['not_found', 'access_denied'].includes(error.code)) return {};
      throw error;
    }
  }
  const of = (slug: string) => `/modules/${encodeURIComponent(slug)}`;

  return {
    async identity() {
      try {
        return decodeIdentity(await call('GET', '/me'));
      } catch (error) {
        if (error instanceof AppError && error.code === 'not_found')
          return decodeIdentity(await call('GET', '/users/me')); // dialects D and L
        throw error;
      }
    },
    async users() {
      const found: CoherenceUser[] = [];
      for (let page = 1; ; page += 1) {
        const { items, total } = await list(`/users?page=${page}&per_page=${pageSize}`);
        if (!items) return undefined;
        const fresh = items.map(decodeUser).filter((it) => it.id && !found.some(({ id }) => id === it.id));
        found.push(...fresh);
        if (fresh.length === 0 || total === undefined || found.length >= total) return found;
      }
    },
    modules: async () => decodeList(await call('GET', '/modules')).items.map(decodeModule),
    fields: async (slug) => decodeList(await call('GET', `${of(slug)}/fields`)).items.map(decodeField),
    async *records(slug, { newestFirst = false } = {}) {
      const seen = new Set<string>();
      const order = newestFirst ? '&sortField=updatedDateTime&sortDirection=desc' : '';
      for (let page = 1; ; page += 1) {
        const { items, total } = decodeList(
          await call('GET', `${of(slug)}/records?page=${page}&pageSize=${pageSize}&per_page=${pageSize}${order}`),
        );
        const fresh = items.map((it) => decodeRecord(it, slug)).filter((it) => it.id && !seen.has(it.id));
        for (const { id } of fresh) seen.add(id);
        if (fresh.length === 0) return;
        yield fresh;
        if (total !== undefined && seen.size >= total) return;
      }
    },
    find: async (slug, search) =>
      decodeList(
        await call(
          'GET',
          `${of(slug)}/records?${new URLSearchParams({ search, page: '1', pageSize: '25' }).toString()}`,
        ),
      ).items.map((it) => decodeRecord(it, slug)),
    get: async (slug, id, limitMs) =>
      decodeRecord(
        await call('GET', `${of(slug)}/records/${encodeURIComponent(id)}`, undefined, limitMs, limitMs ? 1 : 3),
        slug,
      ),
    create: async (slug, displayName, fields, isAnyway = false) =>
      decodeRecord(
        await call('POST', `${of(slug)}/records`, {
          displayName,
          name: displayName,
          fields,
          ...(isAnyway ? { allowDuplicates: true } : {}),
        }),
        slug,
      ),
    search: async (query, limitMs) =>
      decodeSearch(await call('POST', '/search', { query, types: ['module_record'], limit: 25 }, limitMs)),
    webhooks: async () => (await list('/webhooks')).items?.map(decodeWebhook),
    async addWebhook(wish) {
      const { id, secret } = decodeNewWebhook(await call('POST', '/webhooks', wish));
      if (!id)
        throw new AppError('coherence_unavailable', 'Coherence did not say what it made.', { source: 'coherence' });
      return { id, secret };
    },
    async removeWebhook(id) {
      await call('DELETE', `/webhooks/${encodeURIComponent(id)}`).catch((error: unknown) => {
        if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
      });
    },
  };
}

/** Slugs of modules stay, ids and what was searched for go. */
const templateOf = (path: string): string =>
  path.replace(/\?.*$/, '').replace(/(\/(?:records|webhooks)\/)[^/]+/, '$1{}');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
