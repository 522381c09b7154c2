import type { Library, Site, SitePage } from '../../../contract/links.js';
import { AppError } from '../../base/errors.js';
import { isPersonal, type Principal } from '../../base/principal.js';
import { explainRefusal } from './link.js';
import type { FileNeeds } from './needs.js';
import { isSharePointOn } from './sharepoint-switch.js';

interface RawSite {
  id: string;
  displayName?: string;
  name?: string;
  description?: string;
  webUrl?: string;
}
const select = 'id,displayName,name,description,webUrl';
const recentSites = 10;

export interface SiteWish {
  from: 'followed' | 'recent' | 'search';
  words?: string | undefined;
}
/** Sites the viewer may open. Where SharePoint is off, not allowed or not part of the account, it is said and no site is asked for. */
export async function browseSites(needs: FileNeeds, viewer: Principal, wish: SiteWish): Promise<SitePage> {
  const { database, permissions } = needs;
  if (isPersonal(viewer)) return { state: 'none', sites: [] };
  if (!(await isSharePointOn(database.kysely, viewer.tenantId))) return { state: 'off', sites: [] };
  if (!(await permissions.has(viewer, 'sites')))
    return { state: 'notAllowed', allowUrl: permissions.allowUrl(viewer, 'sites'), sites: [] };
  try {
    const raw = await read(needs, viewer, wish);
    return { state: 'on', sites: raw.map(toSite) };
  } catch (error) {
    // Personal accounts, and organisations without SharePoint, answer that there is no such thing.
    if (error instanceof AppError && ['invalid_request', 'not_found'].includes(error.code))
      return { state: 'none', sites: [] };
    throw error;
  }
}

async function read({ graph }: FileNeeds, viewer: Principal, { from, words = '' }: SiteWish): Promise<RawSite[]> {
  switch (from) {
    case 'followed':
      return (
        await graph.request<{ value: RawSite[] }>(viewer, { path: '/me/followedSites', query: { $select: select } })
      ).value;
    case 'search':
      return (
        await graph.request<{ value: RawSite[] }>(viewer, {
          path: '/sites',
          query: { search: words || '*', $select: select },
        })
      ).value;
    case 'recent': {
      // Graph has no list of recent sites: they are those of the files this person worked on lately.
      const { value } = await graph.request<{ value: RawRecent[] }>(viewer, {
        path: '/me/drive/recent',
        query: { $select: 'id,parentReference,remoteItem', $top: '100' },
      });
      const ids = value.flatMap((it) => {
        const { siteId, driveType } = (it.remoteItem ?? it).parentReference ?? {};
        return siteId && driveType === 'documentLibrary' ? [siteId] : [];
      });
      const answers = await graph.batch<RawSite>(
        viewer,
        [...new Set(ids)].slice(0, recentSites).map((id) => ({
          path: `/sites/${encodeURIComponent(id)}`,
          query: { $select: select },
        })),
        { mailbox: `drives of ${viewer.objectId}` },
      );
      return answers.flatMap((it) => (it.value ? [it.value] : []));
    }
  }
}
interface RawRecent {
  parentReference?: { siteId?: string; driveType?: string };
  remoteItem?: { parentReference?: { siteId?: string; driveType?: string } };
}

const toSite = (it: RawSite): Site => ({
  id: it.id,
  name: it.displayName ?? it.name ?? '',
  ...(it.description ? { description: it.description } : {}),
  webUrl: it.webUrl ?? '',
});

/** The document libraries of a site the viewer may open. */
export async function librariesOf(needs: FileNeeds, viewer: Principal, site: string): Promise<Library[]> {
  const { database, graph } = needs;
  if (!(await isSharePointOn(database.kysely, viewer.tenantId)))
    throw new AppError('blocked_by_policy', 'SharePoint is switched off for your organisation in the settings.', {
      source: 'server',
    });
  try {
    const { value } = await graph.request<{
      value: { id: string; name?: string; webUrl?: string; driveType?: string }[];
    }>(viewer, {
      path: `/sites/${encodeURIComponent(site)}/drives`,
      query: { $select: 'id,name,webUrl,driveType', $top: '200' },
    });
    return value
      .filter((it) => it.driveType === undefined || it.driveType === 'documentLibrary')
      .map((it) => ({ driveId: it.id, name: it.name ?? '', webUrl: it.webUrl ?? '' }));
  } catch (error) {
    throw await explainRefusal(needs, viewer, error);
  }
}
