import type { SyncNeeds } from '../sync/needs.js';
import { checkStreams, pollStreams } from '../sync/wish.js';

/** The clock's nudge: notifications only make it sooner, nothing depends on them. */
export async function poll(needs: SyncNeeds): Promise<void> {
  await pollStreams(needs, needs.settings.pollSeconds);
  await checkStreams(needs);
}
