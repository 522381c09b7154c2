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
