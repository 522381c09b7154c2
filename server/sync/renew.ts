import { sql } from 'kysely';
import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import { isFollowed } from './lease.js';
import { unsubscribe } from '../graph/subscriptions.js';
import { logSync } from './log.js';
import type { SyncNeeds } from './needs.js';
import { renewSubscription } from './subscriptions.js';
import { wishStreams } from './wish.js';

interface Due {
  id: string;
  state: 'live' | 'reauthorize' | 'removed';
  tenant_id: string;
  mailbox_id: number;
  address: string;
  object_id: string;
  state_id: number | null;
  is_wanted: boolean;
}

/** Its mailbox goes on: mail that has no end, or calendars, which have none. A pause keeps what is subscribed. */
const isWanted = sql<boolean>`(case when s.workload = 'calendar' then m.state in ('connected', 'following', 'paused')
  else m.state in ('following', 'paused') and m.range_to is null end)`;

/**
 * Keeps subscriptions alive: renewed at half of their life or when Microsoft asks, ended where nothing is followed any more. One
 * that was lost is made again by the next turn of its stream, which also reads what was missed meanwhile (C7).
 */
export async function renewSubscriptions(needs: SyncNeeds): Promise<void> {
  const { database, settings } = needs;
  const { rows } = await sql<Due>`
    select b.id, b.state, b.tenant_id, b.mailbox_id, m.address, m.object_id, s.id as state_id,
      coalesce(s.stage <> 'stopped' and ${isWanted}, false) as is_wanted
    from subscription b join mailbox m on m.id = b.mailbox_id
    left join sync_state s on s.mailbox_id = b.mailbox_id and s.resource = b.resource and s.workload in ('mail', 'calendar')
    where b.state <> 'live' or b.expires_at < now() + make_interval(mins => ${Math.floor(settings.subscriptionMinutes / 2)})
      or s.id is null or s.stage = 'stopped' or not ${isWanted}
    order by b.expires_at limit 500`.execute(database.kysely);
  for (const it of rows) await renewOne(needs, it);
  await wishMissing(needs);
  await database.kysely
    .deleteFrom('early_notification')
    .where('received_at', '<', sql<Date>`now() - interval '10 minutes'`)
    .execute();
}

async function renewOne(needs: SyncNeeds, it: Due): Promise<void> {
  const as = await needs.connections.find(it.tenant_id, it.object_id);
  if (!as) return;
  try {
    if (!it.is_wanted) {
      await unsubscribe(needs.graph, { as, mailbox: it.address }, it.id);
      await forget(needs, it);
    } else if (it.state === 'removed' || !(await renewSubscription(needs, { as, mailbox: it.address }, it.id))) {
      await lost(needs, it, as);
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    needs.log.warn('a subscription waits for its renewal', { mailboxId: it.mailbox_id, code: error.code });
  }
}

async function lost(needs: SyncNeeds, it: Due, as: Principal): Promise<void> {
  await unsubscribe(needs.graph, { as, mailbox: it.address }, it.id);
  await forget(needs, it);
  await logSync(needs.database.kysely, {
    tenantId: it.tenant_id,
    mailboxId: it.mailbox_id,
    kind: 'subscription',
    code: 'C7',
    detail: { why: it.state === 'removed' ? 'removed' : 'lost' },
  });
  if (it.state_id !== null) await wishStreams(needs, [it.state_id]);
}
const forget = ({ database }: SyncNeeds, { id }: Due) =>
  database.kysely.deleteFrom('subscription').where('id', '=', id).execute();

/** Live streams of own mailboxes that have no subscription make one in their next turn. */
async function wishMissing(needs: SyncNeeds): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select s.id from sync_state s join mailbox m on m.id = s.mailbox_id
    where s.workload in ('mail', 'calendar') and s.stage = 'live' and ${isFollowed} and m.kind = 'own'
      and (s.workload = 'calendar' or m.range_to is null)
      and s.last_run_at < now() - interval '1 minute'
      and not exists (select 1 from subscription b where b.mailbox_id = s.mailbox_id and b.resource = s.resource)
    limit 100`.execute(needs.database.kysely);
  await wishStreams(
    needs,
    rows.map((it) => it.id),
  );
}
