import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Graph } from '../../graph/graph.js';

interface Tagged {
  '@odata.etag': string;
  categories: string[];
}
const tries = 4;
const color = 'preset8'; // purple, as our icon

/** Puts the category on the mail, once, keeping every other category. `root` is where its mailbox begins. */
export const addCategory = (
  graph: Graph,
  as: Principal,
  messageId: string,
  name: string,
  root = '/me',
): Promise<void> =>
  change(graph, as, `${root}/messages/${encodeURIComponent(messageId)}`, (categories) =>
    categories.includes(name) ? categories : [...categories, name],
  );
export const removeCategory = (
  graph: Graph,
  as: Principal,
  messageId: string,
  name: string,
  root = '/me',
): Promise<void> =>
  change(graph, as, `${root}/messages/${encodeURIComponent(messageId)}`, (categories) =>
    categories.filter((it) => it !== name),
  );

/** Categories are one list, so a change reads, changes and writes it back only if nobody wrote meanwhile. */
async function change(
  graph: Graph,
  as: Principal,
  path: string,
  to: (categories: string[]) => string[],
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const now = await graph.request<Tagged>(as, { path, query: { $select: 'categories' }, priority: 'job' });
    const categories = to(now.categories);
    if (categories.length === now.categories.length && categories.every((it) => now.categories.includes(it))) return;
    try {
      await graph.request(as, {
        method: 'PATCH',
        path,
        body: { categories },
        headers: { 'if-match': now['@odata.etag'] },
        priority: 'job',
      });
      return;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict' || attempt >= tries) throw error;
    }
  }
}

/* Asked once by each server; one that starts again asks again. */
const known = new WeakMap<Graph, Set<string>>();
/** Gives the category a colour in the person's list; without the right to do so the category works all the same. */
export async function ensureCategoryColor(graph: Graph, as: Principal, name: string): Promise<void> {
  const key = `${as.tenantId} ${as.objectId} ${name}`;
  const have = known.get(graph) ?? new Set<string>();
  known.set(graph, have);
  if (have.has(key)) return;
  try {
    await graph.request(as, {
      method: 'POST',
      path: '/me/outlook/masterCategories',
      body: { displayName: name, color },
      priority: 'job',
    });
  } catch (error) {
    if (!(error instanceof AppError) || !['conflict', 'access_denied'].includes(error.code)) throw error; // there already, or not allowed
  }
  have.add(key);
}
