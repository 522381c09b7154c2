import { timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import { sha256 } from '../base/ids.js';
import type { SyncNeeds } from './needs.js';
import { wishStreams } from './wish.js';

/** One entry of what Microsoft posts. It carries no truth for us, only a nudge. */
export interface Notice {
  subscriptionId: string;
  clientState: string;
  lifecycleEvent?: 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed' | undefined;
}
export interface Notices {
  /** Takes what came and returns at once; a moment later each stream is wished once, however many notices it had. */
  take(notices: Notice[]): void;
  /** Carries out what was taken. */
  flush(): Promise<void>;
  stop(): void;
}
const collectMs = 250;
/** More than this within a moment is passed over: the clock finds what it told of. */
const mostAtOnce = 5_000;
const mostEarly = 1_000;

/** `wishDrives`: what is done where the news are of drives, which are followed without the engine of mail. */
export function createNotices(
  needs: Pick<SyncNeeds, 'database' | 'queue' | 'log'>,
  wishDrives: (streamIds: string[]) => Promise<void>,
): Notices {
  const { database, queue, log } = needs;
  const taken = new Map<string, Notice>();
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const notices = [...taken.values()];
    taken.clear();
    if (notices.length === 0) return;
    const ids = [...new Set(notices.map((it) => it.subscriptionId))];
    const known = await database.kysely
      .selectFrom('subscription')
      .leftJoin('sync_state', (join) =>
        join
          .onRef('sync_state.mailbox_id', '=', 'subscription.mailbox_id')
          .onRef('sync_state.resource', '=', 'subscription.resource'),
      )
      .select(['subscription.id', 'subscription.secret_hash', 'drive_stream_id as driveId', 'sync_state.id as stateId'])
      .where(sql<boolean>`subscription.id = any(${ids}::text[])`)
      .execute();
    const byId = new Map(known.map((it) => [it.id, it]));
    const real = notices.filter((it) => isSame(byId.get(it.subscriptionId)?.secret_hash, it.clientState));
    const told = (event: Notice['lifecycleEvent']) =>
      real.filter((it) => it.lifecycleEvent === event).map((it) => it.subscriptionId);
    await mark('reauthorize', told('reauthorizationRequired'));
    await mark('removed', told('subscriptionRemoved'));
    await sql`update subscription set noticed_at = now() where id = any(${told(undefined)}::text[])`.execute(
      database.kysely,
    );
    const news = real
      .filter((it) => it.lifecycleEvent !== 'reauthorizationRequired')
      .flatMap((it) => byId.get(it.subscriptionId) ?? []);
    await wishStreams(needs, [...new Set(news.flatMap((it) => it.stateId ?? []))]);
    await wishDrives([...new Set(news.flatMap((it) => it.driveId ?? []))]);
    if (real.some((it) => it.lifecycleEvent))
      await queue.add('renew-subscriptions', {}, { key: 'renew-subscriptions' });
    await keepEarly(notices.filter((it) => !byId.has(it.subscriptionId)));
  }
  const mark = (state: 'reauthorize' | 'removed', ids: string[]) =>
    ids.length === 0
      ? undefined
      : sql`update subscription set state = ${state} where id = any(${ids}::text[]) and state <> 'removed'`.execute(
          database.kysely,
        );
  /** A notice may come before the answer that tells us the subscription's name. */
  const keepEarly = (early: Notice[]) =>
    early.length === 0
      ? undefined
      : sql`insert into early_notification (subscription_id)
          select id from unnest(${[...new Set(early.map((it) => it.subscriptionId))]}::text[]) as t (id)
          where (select count(*) from early_notification) < ${mostEarly}
          on conflict (subscription_id) do update set received_at = now()`.execute(database.kysely);

  return {
    take(notices) {
      for (const it of notices) {
        if (taken.size >= mostAtOnce) break;
        taken.set(`${it.subscriptionId} ${it.lifecycleEvent ?? ''} ${sha256(it.clientState)}`, it);
      }
      timer ??= setTimeout(() => {
        flush().catch((error: unknown) =>
          log.error('notices were lost; the clock finds what they told of', {
            cause: error instanceof Error ? error.message : String(error),
          }),
        );
      }, collectMs);
    },
    flush,
    stop() {
      clearTimeout(timer);
    },
  };
}

/** In the same time whether near or far. */
function isSame(hash: string | undefined, clientState: string): boolean {
  const given = Buffer.from(sha256(clientState), 'hex');
  const kept = hash ? Buffer.from(hash, 'hex') : Buffer.alloc(given.length);
  return kept.length === given.length && timingSafeEqual(kept, given) && hash !== undefined;
}
