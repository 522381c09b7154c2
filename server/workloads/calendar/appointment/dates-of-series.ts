import type { Principal } from '../../../base/principal.js';
import type { Graph, GraphRequest } from '../../../graph/graph.js';
import type { EventItem } from '../event-item.js';
import { translate, type RawEvent } from '../translate.js';
import { preferText, selectEvent } from './read-opened.js';

const aheadDays = 90;
const pages = 5;
type Page = { value: RawEvent[]; '@odata.nextLink'?: string };

/** The dates of a series from a time on, a quarter of a year ahead: so far a series that nobody follows is known here. */
export async function datesOfSeries(
  graph: Pick<Graph, 'request'>,
  as: Principal,
  seriesId: string,
  from: Date,
  more: Pick<GraphRequest, 'priority'> = {},
): Promise<EventItem[]> {
  const items: EventItem[] = [];
  let wish: GraphRequest = {
    path: `/me/events/${encodeURIComponent(seriesId)}/instances`,
    query: {
      startDateTime: from.toISOString(),
      endDateTime: new Date(from.getTime() + aheadDays * 86_400_000).toISOString(),
      $select: selectEvent,
      $top: '100',
    },
  };
  for (let page = 0; page < pages; page += 1) {
    const { value, '@odata.nextLink': link } = await graph.request<Page>(as, { ...wish, ...more, prefer: preferText });
    for (const raw of value) {
      const read = translate(raw);
      if (read.kind === 'here') items.push(read.item);
    }
    if (!link) break;
    wish = { link };
  }
  return items;
}
