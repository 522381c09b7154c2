import type { GraphCaller } from './graph.js';

export interface DeltaItem {
  id: string;
  '@removed'?: { reason: string };
  [member: string]: unknown;
}
export interface DeltaPage {
  value: DeltaItem[];
  '@odata.nextLink'?: string;
  '@odata.deltaLink'?: string;
}
export interface Round {
  items: DeltaItem[];
  pages: DeltaItem[][];
  deltaLink: string;
}

/** Follows one round of changes to its end, as a careful client does. Throws when a link comes again. */
export async function roundOf(caller: GraphCaller, url: string, headers: Record<string, string> = {}): Promise<Round> {
  const pages: DeltaItem[][] = [];
  const asked = new Set<string>();
  for (let link = url; ;) {
    if (asked.has(link) || asked.size > 2000) throw new Error('The round does not end.');
    asked.add(link);
    const { status, body } = await caller.get<DeltaPage>(link, headers);
    if (status !== 200) throw Object.assign(new Error(JSON.stringify(body)), { status, body });
    pages.push(body.value);
    const next = body['@odata.nextLink'];
    if (!next) return { items: pages.flat(), pages, deltaLink: body['@odata.deltaLink'] ?? '' };
    link = next;
  }
}
