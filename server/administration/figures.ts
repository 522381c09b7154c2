import { sql } from 'kysely';
import type { Database } from '../db/database.js';

export interface Figure {
  name: string;
  help: string;
  values: { labels: Record<string, string>; value: number }[];
}

/** What the rows say about the work that is left, over all organisations: counts by state, no ids. */
export async function figures({ kysely }: Database): Promise<Figure[]> {
  const counted = async (statement: ReturnType<typeof sql<{ label: string; value: number }>>, label: string) =>
    (await statement.execute(kysely)).rows.map((it) => ({ labels: { [label]: it.label }, value: Number(it.value) }));
  const [mailboxes, streams, jobs, filings, connections] = await Promise.all([
    counted(sql`select state as label, count(*)::int as value from mailbox group by 1`, 'state'),
    counted(
      sql`select case when problem is not null then 'waits' when wished_at is not null then 'wished' else stage end as label,
        count(*)::int as value from sync_state where stage <> 'stopped' group by 1`,
      'state',
    ),
    counted(
      sql`select name as label, count(*)::int as value from pgboss.job where state in ('created', 'active') group by 1`,
      'job',
    ),
    counted(
      sql`select case when is_working then 'working' else 'settled' end as label, count(*)::int as value from filing group by 1`,
      'state',
    ),
    counted(sql`select 'people' as label, count(*)::int as value from token_cache`, 'kind'),
  ]);
  return [
    { name: 'coherence_mailboxes', help: 'Mailboxes by state', values: mailboxes },
    { name: 'coherence_streams', help: 'Streams of changes by state', values: streams },
    { name: 'coherence_jobs_waiting', help: 'Jobs that wait or are under way', values: jobs },
    { name: 'coherence_filings', help: 'Filings by state', values: filings },
    { name: 'coherence_sign_ins_kept', help: 'People whose sign-in is kept', values: connections },
  ];
}
