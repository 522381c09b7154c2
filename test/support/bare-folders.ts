import fs from 'node:fs';
import path from 'node:path';
import { Agent, fetch } from 'undici';
import type { Caller, World } from './world.js';

/** What a program without memory does: folders in batches of twenty, one batch after the other, refused parts again after the wait. */
export interface BareRun {
  requests: number;
  seconds: number;
}
type Post = (path: string, body: object) => Promise<unknown>;
interface Part {
  id: string;
  status: number;
  headers?: Record<string, string>;
}

/** The yardstick beside our own runs. It keeps no report, and after a crash it would begin again. */
export async function makeFoldersBare(post: Post, parent: string, names: string[]): Promise<BareRun> {
  const began = Date.now();
  let requests = 0;
  let open = [...names];
  while (open.length > 0) {
    const some = open.splice(0, 20);
    requests += 1;
    const { responses } = (await post('/$batch', {
      requests: some.map((name, i) => ({
        id: String(i),
        method: 'POST',
        url: `${parent}/children`,
        headers: { 'content-type': 'application/json' },
        body: { name, folder: {}, '@microsoft.graph.conflictBehavior': 'fail' },
      })),
    })) as { responses: Part[] };
    const refused = responses.filter((it) => it.status === 429 || it.status === 503);
    open = [...refused.map((it) => some[Number(it.id)] as string), ...open];
    const waits = refused.map((it) => Number(it.headers?.['retry-after'] ?? 1));
    if (waits.length > 0)
      await new Promise((resolve) => {
        setTimeout(resolve, Math.max(...waits) * 1000);
      });
  }
  return { requests, seconds: Math.round((Date.now() - began) / 100) / 10 };
}

/** HTTP requests to Graph so far, from the traffic logs in a folder; the parts of a batch are one. */
export const requestsToGraph = (world: World, folder: string): number =>
  fs
    .readdirSync(folder)
    .flatMap((file) => fs.readFileSync(path.join(folder, file), 'utf8').split('\n'))
    .filter((line) => line.includes(`"url":"${world.sandbox.urls.graph}/`)).length;

/** The bare batch loop as a person's own program, in a folder `Bare` of their OneDrive, on the same service and day. */
export async function bareLoopOf(world: World, who: Caller, count: number): Promise<BareRun> {
  const issued = await world.sandbox.entra.issueForBroker({
    objectId: who.person.id,
    clientId: world.sandbox.client.id,
    scope: 'https://graph.microsoft.com/Files.ReadWrite',
  });
  if (!issued.success) throw new Error(issued.error.description);
  const authorization = `Bearer ${issued.token.access_token}`;
  const dispatcher = new Agent({ connect: { ca: world.sandbox.caPem } });
  const { drives } = world.sandbox.tenants;
  const drive = drives.ofPerson(who.person.id);
  if (!drive) throw new Error(`${who.person.name} has no OneDrive.`);
  const { id } = drives.addFolder(drive, drive.rootId, 'Bare', who.person.id);
  try {
    return await makeFoldersBare(
      async (url, body) =>
        (
          await fetch(`${world.sandbox.urls.graph}/v1.0${url}`, {
            method: 'POST',
            dispatcher,
            headers: { authorization, 'content-type': 'application/json' },
            body: JSON.stringify(body),
          })
        ).json(),
      `/drives/${drive.id}/items/${id}`,
      Array.from({ length: count }, (_, i) => `Bare ${i}`),
    );
  } finally {
    await dispatcher.destroy();
  }
}
