import net from 'node:net';

/*
 * Systems hand out the upper ports to whoever asks for any (Linux from 32768, others from 49152), also to each outgoing connection. A
 * port of theirs that was looked for and let go is soon somebody else's; one below stays free until somebody asks for just that one.
 */
const from = 12_000;
const count = 20_000;
const given = new Set<number>();

/** A port of this machine that nobody uses and that is not given a second time in this process. It may be left and taken up again. */
export async function freePort(): Promise<number> {
  for (let left = 200; left > 0; left -= 1) {
    const port = from + Math.floor(Math.random() * count);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error(`No free port between ${from} and ${from + count}.`);
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const probe = net
      .createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
