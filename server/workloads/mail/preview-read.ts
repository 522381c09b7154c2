import type { MailSettings } from '../../../contract/connection.js';
import type { RawItem } from '../../sync/workload.js';
import { filterOf } from './estimate.js';
import type { AskMailbox } from './folders.js';
import type { MailItem } from './mail-item.js';
import type { Window } from './range.js';
import { decide, type Decision, type DecidedFor } from './rules.js';
import { messageQuery } from './select.js';
import { translate } from './translate.js';

interface Page {
  value: RawItem[];
  '@odata.nextLink'?: string;
}
export interface ReadFolder {
  messages: number;
  kept: MailItem[];
  /** How many each rule kept out. */
  excluded: Map<string, number>;
}
const pageSize = 200;

/**
 * One folder's mail of the window, newest first, asked for and decided on exactly as the history is. `onPage` is told how many
 * came and says whether to go on. Texts are left behind at once: what is held is what matching needs.
 */
export async function readFolder(
  ask: AskMailbox,
  folderId: string,
  window: Window,
  rules: MailSettings['rules'],
  of: DecidedFor,
  onPage: (count: number) => Promise<boolean>,
): Promise<ReadFolder> {
  const read: ReadFolder = { messages: 0, kept: [], excluded: new Map() };
  let link: string | undefined;
  for (;;) {
    const page: Page = await ask<Page>({
      ...(link
        ? { link }
        : {
            path: `/mailFolders/${encodeURIComponent(folderId)}/messages`,
            query: {
              ...messageQuery,
              $filter: filterOf(window),
              $orderby: 'receivedDateTime desc',
              $top: String(pageSize),
            },
          }),
      priority: 'job',
      isPage: true,
    });
    for (const raw of page.value) {
      const it = translate(raw);
      if (it.kind !== 'here') continue;
      read.messages += 1;
      const decision: Decision = decide(it.item, rules, of);
      if (decision.isKept) read.kept.push({ ...it.item, preview: '' });
      else read.excluded.set(decision.rule, (read.excluded.get(decision.rule) ?? 0) + 1);
    }
    const next = page['@odata.nextLink'];
    if (!(await onPage(page.value.length)) || !next || next === link) return read;
    link = next;
  }
}
