import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** What was asked of the sandbox's Graph, from its own log; `mark` and `since` count what comes after a moment. */
export function trafficOf() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-traffic-'));
  const file = path.join(folder, 'graph');
  const urls = (): string[] =>
    fs
      .readdirSync(folder)
      .flatMap((name) => fs.readFileSync(path.join(folder, name), 'utf8').split('\n'))
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as { url: string }).url);
  return {
    file,
    mark: () => urls().length,
    since: (mark: number) => urls().slice(mark),
    forget: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}
