import type { FileItem, FilePage, FilePlace } from '../../../contract/links.js';
import type { Principal } from '../../base/principal.js';
import type { GraphRequest } from '../../graph/graph.js';
import { drivePath, itemPath, itemSelect, toFileItems, type RawItem } from './item.js';
import { explainRefusal } from './link.js';
import { looksBeyond } from './look.js';
import type { FileNeeds } from './needs.js';
import { openNext, sealNext } from './next-page.js';

interface Page {
  value: RawItem[];
  '@odata.nextLink'?: string;
}
const pageSize = 100;

/** Files to choose from, as the viewer sees them; a page at a time. */
export async function browseFiles(
  needs: FileNeeds,
  viewer: Principal,
  { place, next }: { place: FilePlace; next?: string | undefined },
): Promise<FilePage> {
  const { graph, seal } = needs;
  const goesOn = next === undefined ? undefined : openNext(seal, viewer, next);
  try {
    if (place.from === 'search' && (await looksBeyond(needs, viewer)()))
      return await searchEverywhere(needs, viewer, place.words, Number(goesOn ?? 0));
    const question: GraphRequest = goesOn === undefined ? questionOf(place) : { link: goesOn };
    const { value, '@odata.nextLink': more } = await graph.request<Page>(viewer, question);
    return { items: distinct(toFileItems(value)), ...sealNext(seal, viewer, more) };
  } catch (error) {
    throw await explainRefusal(needs, viewer, error);
  }
}

function questionOf(place: FilePlace): GraphRequest {
  const query = { $select: itemSelect, $top: String(pageSize) };
  const withPictures = { ...query, $expand: 'thumbnails' };
  switch (place.from) {
    case 'recent':
      return { path: '/me/drive/recent', query };
    case 'mine':
      return { path: '/me/drive/root/children', query: withPictures };
    case 'shared':
      return { path: '/me/drive/sharedWithMe', query };
    case 'folder': {
      const { driveId, itemId } = place;
      const at = itemId === undefined ? `${drivePath(driveId)}/root` : itemPath({ driveId, itemId });
      return { path: `${at}/children`, query: withPictures };
    }
    case 'search':
      return { path: `/me/drive/root/search(q='${encodeURIComponent(place.words.replaceAll("'", "''"))}')`, query };
  }
}

interface SearchAnswer {
  value: { hitsContainers?: { hits?: { resource: RawItem }[]; moreResultsAvailable?: boolean }[] }[];
}
const found = 25;
/** Microsoft Search: the own OneDrive, what others shared, and sites, all cut to what the viewer may open. */
async function searchEverywhere(
  { graph, seal }: FileNeeds,
  viewer: Principal,
  words: string,
  from: number,
): Promise<FilePage> {
  const { value } = await graph.request<SearchAnswer>(viewer, {
    method: 'POST',
    path: '/search/query',
    body: {
      requests: [{ entityTypes: ['driveItem'], query: { queryString: plainWords(words) }, from, size: found }],
    },
    isRepeatable: true,
  });
  const [container] = value[0]?.hitsContainers ?? [];
  const items = toFileItems((container?.hits ?? []).map((it) => it.resource));
  const more = container?.moreResultsAvailable ? String(from + found) : undefined;
  return { items: distinct(items), ...sealNext(seal, viewer, more) };
}

/** Words only: nobody writes a query language into a search for a name. */
const plainWords = (words: string): string => words.replace(/[^\p{L}\p{N}\p{M}\s._-]/gu, ' ').trim() || '*';

const distinct = (items: FileItem[]): FileItem[] => [
  ...new Map(items.map((it) => [`${it.driveId} ${it.itemId}`, it])).values(),
];
