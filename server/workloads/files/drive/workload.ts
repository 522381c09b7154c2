import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import type { GraphRequest } from '../../../graph/graph.js';
import type { NoticeSettings } from '../../../graph/subscriptions.js';
import { doubtSubscription, ofDrive } from '../../../sync/subscriptions.js';
import { drivePath, itemPath, type RawItem } from '../item.js';
import { applyChanges } from './apply.js';
import { anotherReader, knownItems, letDriveGo, moveCursor, takeDrive, type Stream } from './store.js';
import { ensureDriveSubscription, type DriveSubscriptionNeeds } from './subscription.js';
import { translate, type DriveChange } from './translate.js';

type Needs = Omit<DriveSubscriptionNeeds, 'settings' | 'log'> & {
  settings: NoticeSettings & { leaseSeconds: number; pollSeconds: number };
};
interface Page {
  value: RawItem[];
  '@odata.nextLink'?: string;
  '@odata.deltaLink'?: string;
}
const select = 'id,name,webUrl,parentReference,deleted';
const pagesAtOnce = 200;
const daySeconds = 86_400;

/**
 * One turn of a drive's stream of changes, from the root: a folder of a business drive has none that can be trusted. It begins
 * with "from now on": what lies in the drive is not read, only what is on a record is looked at, one by one. So it does again
 * when Microsoft forgot where we were (either kind of resync: nothing of ours is to be uploaded), and nothing is called gone
 * because a list did not show it.
 */
export async function followDrive(needs: Needs, streamId: string): Promise<void> {
  const { database, connections, settings } = needs;
  const stream = await takeDrive(database.kysely, streamId, settings.leaseSeconds);
  if (!stream) return;
  const as = await connections.find(stream.tenantId, stream.objectId);
  try {
    if (as) {
      if ((await turn(needs, stream, as)) > 0) await doubtSubscription(needs, ofDrive(stream.id));
      await ensureDriveSubscription(needs, stream, as);
    }
    await letDriveGo(database.kysely, stream, {
      afterSeconds: as ? settings.pollSeconds : daySeconds,
      ...(as ? {} : { problem: 'sign_in_required' }),
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await waitAfter(needs, stream, error);
  }
}

/** Reads what is new; how many changes it was told of, without those it looked up itself. */
async function turn(needs: Needs, stream: Stream, as: Principal): Promise<number> {
  const { database, graph, settings } = needs;
  let { cursor } = stream;
  let told = 0;
  for (let page = 0, restarts = 0; page < pagesAtOnce; page += 1) {
    const isStart = cursor === null;
    const question: GraphRequest =
      cursor === null
        ? { path: `${drivePath(stream.driveId)}/root/delta`, query: { token: 'latest', $select: select } }
        : { link: cursor };
    let found: Page;
    try {
      found = await graph.request<Page>(as, { ...question, priority: 'job' });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'delta_expired' || restarts > 0) throw error;
      restarts += 1;
      cursor = null;
      continue;
    }
    const changes = found.value.map(translate);
    const sparse = changes.filter((it) => it.kind === 'sparse').map((it) => it.itemId);
    const known = isStart || sparse.length > 0 ? await knownItems(database.kysely, stream) : [];
    const unsure = isStart ? known : sparse.filter((it) => known.includes(it));
    const looked = await lookEach(needs, stream, as, unsure);
    const next = found['@odata.nextLink'] ?? found['@odata.deltaLink'];
    if (!next) throw new AppError('upstream_unavailable', 'Microsoft 365 led nowhere.', { source: 'graph' });
    // What changed and how far we are, together: a kill costs at most this page.
    const isOurs = await database.transaction(async (tx) => {
      await applyChanges(tx, stream, [...changes, ...looked]);
      return moveCursor(tx, stream, next, settings.leaseSeconds);
    });
    cursor = next;
    told += changes.length;
    if (!isOurs || found['@odata.deltaLink']) break;
  }
  return told;
}

/** Items one by one. Who is refused one may have lost the right: that is not "gone". */
async function lookEach(
  { graph }: Needs,
  { driveId }: Stream,
  as: Principal,
  itemIds: readonly string[],
): Promise<DriveChange[]> {
  const answers = await graph.batch<RawItem>(
    as,
    itemIds.map((itemId) => ({ path: itemPath({ driveId, itemId }), query: { $select: select } })),
    { mailbox: `drives of ${as.objectId}`, priority: 'job' },
  );
  return answers.flatMap(({ value, error }, i): DriveChange[] => {
    const itemId = itemIds[i] ?? '';
    if (value) return [translate({ ...value, id: itemId })];
    return error.code === 'not_found' ? [{ kind: 'gone', itemId }] : [];
  });
}

/** A wait Microsoft asked for is kept; without the right, another who has something of this drive on a record reads on. */
async function waitAfter({ database, settings }: Needs, stream: Stream, error: AppError): Promise<void> {
  const isDenied = error.spec.retry === 'never';
  const objectId = isDenied ? await anotherReader(database.kysely, stream) : undefined;
  await letDriveGo(database.kysely, stream, {
    afterSeconds: error.retryAfterSeconds ?? (isDenied ? (objectId ? 1 : daySeconds) : settings.pollSeconds),
    problem: error.code,
    ...(objectId ? { objectId } : {}),
  });
}
