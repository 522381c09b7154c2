import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import type { Database } from '../../server/db/database.js';

interface ManyMails {
  tenantId: string;
  mailbox: number;
  record: { moduleId: string; recordId: string };
  count: number;
  /** The subject of the n-th is this word and n; it also tells rows of several calls apart. */
  word: string;
  perConversation?: number;
}
const rowsAtOnce = 5_000;

/** Puts very many mails on a record, one every seven minutes back in time. */
export async function storeManyMails(
  { kysely: on }: Database,
  { tenantId, mailbox, record, count, word, perConversation = 1 }: ManyMails,
): Promise<void> {
  for (let from = 0; from < count; from += rowsAtOnce) {
    const numbers = sql`generate_series(${from + 1}::integer, ${Math.min(from + rowsAtOnce, count)}::integer) n`;
    const conversation = sql`${word}::text || '-' || n / ${perConversation}::integer`;
    await sql`insert into mail_message (tenant_id, mailbox_id, graph_id, change_key, internet_message_id, conversation_id, received_at,
        address_keys, generation, subject, preview, sent_at, has_attachments, importance, sensitivity, categories, is_draft)
      select ${tenantId}, ${mailbox}::bigint, ${word}::text || n, 'c', '<' || n || '@' || ${word}::text || '>', ${conversation},
        now() - make_interval(mins => n * 7), '{}', 1, ${word}::text || ' ' || n, 'A preview', now(), false, 'normal', 'normal', '{}', false
      from ${numbers}`.execute(on);
    await sql`insert into mail_participant (message_id, tenant_id, role, address, name)
      select id, ${tenantId}, 'from', 'jana.novak@lumenworks.example', 'Jana Novák' from mail_message
      where mailbox_id = ${mailbox} and graph_id = any(select ${word}::text || n from ${numbers})`.execute(on);
    await sql`insert into mail_link (id, tenant_id, internet_message_id, module_id, record_id, state, confidence, reason, conversation_id,
        mailbox_id, received_at)
      select ${word}::text || n, ${tenantId}, '<' || n || '@' || ${word}::text || '>', ${record.moduleId}, ${record.recordId}, 'linked', 'high',
        '{"kind":"address","value":"x"}', ${conversation}, ${mailbox}::bigint, now() - make_interval(mins => n * 7)
      from ${numbers}`.execute(on);
  }
  await sql`analyze`.execute(on);
}

export interface Scrolled {
  isAtEnd: boolean;
  seconds: number;
  /** The most entries and the most elements of the whole page that were drawn at once. */
  mostEntries: number;
  mostElements: number;
  /** Milliseconds from one frame to the next. */
  frames: number[];
  /** Milliseconds of each piece of work over 50. */
  longTasks: number[];
}
/**
 * Scrolls so far at each frame, until an entry of this subject is drawn or, without one, for some frames. What is measured is
 * as the browser tells it.
 */
export const scrollTimeline = (page: Page, wish: { by: number; until?: string; frames?: number }): Promise<Scrolled> =>
  page.evaluate(async ({ by, until, frames: most = Infinity }) => {
    const longTasks: number[] = [];
    const watch = new PerformanceObserver((list) => {
      for (const it of list.getEntries()) longTasks.push(Math.round(it.duration));
    });
    watch.observe({ type: 'longtask' });
    // No function has a name in here: the benchmark's compiler would mark it with a helper that pages do not have.
    const list = document.querySelector('ol.timeline');
    const frames: number[] = [];
    let [mostEntries, mostElements, isAtEnd, last] = [0, 0, false, 0];
    const began = performance.now();
    while (!isAtEnd && frames.length < most) {
      scrollBy(0, by);
      const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
      if (last > 0) frames.push(now - last);
      last = now;
      mostEntries = Math.max(mostEntries, list?.childElementCount ?? 0);
      if (frames.length % 20 === 1) mostElements = Math.max(mostElements, document.querySelectorAll('*').length);
      isAtEnd =
        until !== undefined &&
        [...(list?.querySelectorAll('article') ?? [])].some((it) => it.ariaLabel?.endsWith(`: ${until}`));
    }
    watch.disconnect();
    const seconds = (performance.now() - began) / 1000;
    return { isAtEnd, seconds, mostEntries, mostElements, frames, longTasks };
  }, wish);
