import { jsonOf, type Answer, type Exchange } from '../base/exchange.js';
import { shapes } from './dialects.js';
import { Refusal } from './refusal.js';
import type { Settings } from './settings.js';
import type { Workspace, Workspaces } from './workspaces.js';

/** Search over all modules the key may see; out of order it answers nothing and says `fallback`. */
export function createSearch({ workspaces, settings }: { workspaces: Workspaces; settings: Settings }) {
  return (x: Exchange, workspace: Workspace): Answer => {
    if (!workspace.scopes.includes('records:read'))
      throw new Refusal(403, 'forbidden', 'The key lacks the scope records:read.');
    const { query = '', limit = 25 } = jsonOf<{ query?: string; limit?: number }>(x);
    if (settings.isSearchDown) return { status: 200, body: { results: [], total: 0, fallback: true } };
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const found = workspace.records
      .filter((it) => !it.isTrashed && !workspaces.module(workspace, it.moduleId)?.isPrivate)
      .map((it) => ({ it, text: [it.displayName, ...Object.values(it.fields)].join(' ').toLowerCase() }))
      .filter(({ text }) => words.every((word) => text.includes(word)))
      .map(({ it }) => ({
        it,
        module: workspaces.module(workspace, it.moduleId),
        score: it.displayName.toLowerCase().startsWith(query.toLowerCase()) ? 0.95 : 0.7,
      }))
      .sort((a, b) => b.score - a.score)
      .slice(0, Math.min(50, limit));
    if (settings.dialect === 'l')
      return {
        status: 200,
        body: {
          data: found.map(({ it, module, score }) => ({
            id: it.id,
            module: module?.slug,
            score,
            record: module && shapes.l.record(it, module),
            highlights: {},
          })),
          meta: { total: found.length },
        },
      };
    return {
      status: 200,
      body: {
        results: found.map(({ it, module, score }) => ({
          sourceType: 'module_record',
          sourceId: it.id,
          title: it.displayName,
          snippet: Object.values(it.fields).filter(Boolean).slice(0, 2).join(' · '),
          metadata: { moduleSlug: module?.slug },
          score,
          link: `/${module?.slug}/${it.id}`,
        })),
        total: found.length,
      },
    };
  };
}
