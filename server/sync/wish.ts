import { sql } from 'kysely';
import { hasWork, isFollowed, isFree } from './lease.js';
import type { SyncNeeds } from './needs.js';

type Needs = Pick<SyncNeeds, 'database' | 'queue'>;

/** Asks for a turn of these streams. Truth is in the rows: the job may be lost. */
export async function wishStreams({ database, queue }: Needs, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await database.kysely
    .updateTable('sync_state')
    .set({ wished_at: sql`now()` })
    .where('id', 'in', ids)
    .where('stage', '<>', 'stopped')
    .execute();
  await queueStreams(queue, ids);
}
/** Asks for a turn of everything that is followed of one kind in a mailbox. */
export async function wishWorkload(needs: Needs, mailboxId: number, workload: string): Promise<void> {
  const streams = await needs.database.kysely
    .selectFrom('sync_state')
    .select('id')
    .where('mailbox_id', '=', mailboxId)
    .where('workload', '=', workload)
    .where('stage', '<>', 'stopped')
    .execute();
  await wishStreams(
    needs,
    streams.map((it) => it.id),
  );
}
export async function queueStreams(queue: Needs['queue'], ids: Iterable<number>): Promise<void> {
  for (const id of ids) await queue.add('sync-resource', { stateId: id }, { key: String(id) });
}

/** Streams with work that nobody holds: a turn given back, a crash, or a wait that is over. */
export async function queueWaiting({ database, queue }: Needs): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select s.id from sync_state s join mailbox m on m.id = s.mailbox_id where ${isFree} and ${hasWork}
    order by s.updated_at limit 200`.execute(database.kysely);
  await queueStreams(
    queue,
    rows.map((it) => it.id),
  );
}

/** Each live stream is looked at now and then without being told, sooner where Microsoft tells us nothing. */
export async function pollStreams({ database, queue }: Needs, pollSeconds: number): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    update sync_state s set wished_at = now() from mailbox m
    where m.id = s.mailbox_id and ${isFollowed} and (m.range_to is null or s.workload <> 'mail')
      and s.stage = 'live' and s.wished_at is null
      and s.last_run_at < now() - make_interval(secs => case
        when s.workload not in ('mail', 'calendar') or exists (select 1 from subscription b where b.mailbox_id = s.mailbox_id
          and b.resource = s.resource and b.state = 'live' and b.expires_at > now()) then ${pollSeconds}::double precision
        else least(${pollSeconds}::double precision, 60) end)
    returning s.id`.execute(database.kysely);
  await queueStreams(
    queue,
    rows.map((it) => it.id),
  );
}

/** Once a day each stream is compared with what is there, by ids: Microsoft does not tell of every move. */
export async function checkStreams({ database, queue }: Needs, everyHours = 24): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    update sync_state s set checked_at = now(), wished_at = now(), generation = s.generation + 1,
      history = jsonb_build_array(jsonb_build_object('from', to_char(s.covered_from at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'to', to_char((now() + interval '1 day') at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'isCheck', true))
    from mailbox m where m.id = s.mailbox_id and m.state = 'following' and m.range_to is null and s.workload = 'mail'
      and s.stage = 'live' and s.history = '[]'::jsonb and s.covered_from is not null
      and (s.lease_until is null or s.lease_until < now())
      and s.checked_at < now() - make_interval(hours => ${everyHours})
    returning s.id`.execute(database.kysely);
  await queueStreams(
    queue,
    rows.map((it) => it.id),
  );
}
