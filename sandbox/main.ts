import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { freePort } from './base/port.js';
import { startSandbox, type Sandbox, type ServiceName } from './sandbox.js';

const root = path.resolve(import.meta.dirname, '../..');
const usual: Record<ServiceName, number> = {
  outlook: 4400,
  server: 4401,
  entra: 4402,
  graph: 4403,
  coherence: 4404,
  sharepoint: 4405,
};

interface Options {
  fresh?: boolean;
  json?: boolean;
  server: boolean | string;
  data?: string;
  trafficLog?: string;
  mailbox?: string;
  portOutlook?: string;
  portServer?: string;
  portEntra?: string;
  portGraph?: string;
  portCoherence?: string;
  portSharepoint?: string;
}

const program = new Command('npm start --')
  .description(
    'Starts Outlook, Entra, Graph and Coherence on this machine, and the server of Coherence for Microsoft 365.',
  )
  .option('--fresh', 'begin with the seeded company in a throw-away folder, on free ports')
  .option('--json', 'print one line of JSON with every address once everything is ready')
  .option('--no-server', 'only the sandbox, to point another Graph client at it')
  .option('--data <folder>', 'where the data is kept', path.join(root, 'data'))
  .option('--traffic-log <file>', 'write every Graph exchange as a line of JSON')
  .option('--mailbox <count>', "fill the first person's mailbox with so many generated messages")
  .option('--port-outlook <port>', `default ${usual.outlook}`)
  .option('--port-server <port>', `default ${usual.server}`)
  .option('--port-entra <port>', `default ${usual.entra}`)
  .option('--port-graph <port>', `default ${usual.graph}`)
  .option('--port-coherence <port>', `default ${usual.coherence}`)
  .option('--port-sharepoint <port>', `default ${usual.sharepoint}`)
  .showHelpAfterError();

async function main(): Promise<void> {
  const options = program.parse().opts<Options>();
  const dataDir = options.fresh
    ? fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-'))
    : path.resolve(options.data ?? 'data');
  const asked = (name: ServiceName) => {
    const text = options[`port${name[0]?.toUpperCase()}${name.slice(1)}` as keyof Options];
    return typeof text === 'string' ? readPort(text, name) : options.fresh ? 0 : usual[name];
  };
  const ports = Object.fromEntries((Object.keys(usual) as ServiceName[]).map((name) => [name, asked(name)]));
  let serverPort = 0;
  const trafficLog = options.trafficLog ?? process.env.TRAFFIC_LOG;
  const sandbox = await startSandbox({
    root,
    dataDir,
    ports,
    serverUrl: () => `http://127.0.0.1:${serverPort}`,
    ...(trafficLog ? { trafficLog } : {}),
  });

  if (options.mailbox) sandbox.generateMail({ person: 'Ada', count: readCount(options.mailbox) });

  let server: ChildProcess | undefined;
  let isStopping = false;
  const stop = async (code: number) => {
    if (isStopping) return;
    isStopping = true;
    if (server && server.exitCode === null) {
      const gone = new Promise((resolve) => {
        server?.once('exit', resolve);
      });
      server.kill('SIGTERM');
      await gone;
    }
    await sandbox.stop();
    if (options.fresh) fs.rmSync(dataDir, { recursive: true, force: true });
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (!options.json) process.stderr.write('\nStopping ...\n');
      void stop(0);
    });

  if (options.server) {
    serverPort = await freePort();
    server = startServer(sandbox, serverPort, dataDir);
    server.once('exit', (code) => {
      if (!isStopping) {
        process.stderr.write(`The server ended by itself (${code ?? 'signal'}). What it said stands above.\n`);
        void stop(1);
      }
    });
    await untilReady(`http://127.0.0.1:${serverPort}/api/health`, () => isStopping);
  }
  if (isStopping) return;
  print(sandbox, options, dataDir);
}

/** As an operator would: by command and environment. */
function startServer(sandbox: Sandbox, port: number, dataDir: string): ChildProcess {
  const log = fs.openSync(path.join(dataDir, 'server.log'), 'a');
  const environment = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    ...sandbox.serverEnvironment(),
    PORT: String(port),
    PAGES_DIR: path.join(root, 'dist/public'),
    ...(process.env.DATABASE_URL
      ? { DATABASE_URL: process.env.DATABASE_URL }
      : { DATA_DIR: path.join(dataDir, 'server') }),
  };
  return spawn(process.execPath, [path.join(root, 'dist/server/main.js')], {
    cwd: root,
    env: environment,
    stdio: ['ignore', log, 'inherit'],
    detached: false,
  });
}

function print({ urls, people, client, caFile }: Sandbox, { json, server }: Options, dataDir: string): void {
  if (json) {
    const { outlook, server: ours, graph, entra, coherence, ...others } = urls;
    const { id, tenant, secret } = client;
    const ready = { outlook, server: ours, graph, entra, coherence, people, client: { id, tenant, secret } };
    process.stdout.write(`${JSON.stringify({ ...ready, ...others, caFile })}\n`);
    return;
  }
  const say = (lines: string[]) => process.stderr.write(`${lines.join('\n')}\n`);
  if (server) {
    process.stdout.write(`${urls.outlook}\n`);
    say([
      '',
      'Open this address. The browser warns once, because its certificate was made on this machine: continue.',
      'Then open the mail "Quote for the renewal", choose Coherence above it, and File.',
      `What you do is kept in ${dataDir}. Ctrl-C stops everything.`,
    ]);
    return;
  }
  const { outlook, graph, entra, coherence } = urls;
  process.stdout.write(`${JSON.stringify({ graph, entra, coherence, outlook, client, caFile }, null, 2)}\n`);
  say([
    '',
    `A token:  curl --cacert ${caFile} ${entra}/${client.tenant}/oauth2/v2.0/token \\`,
    `            -d grant_type=client_credentials -d client_id=${client.id} \\`,
    `            -d client_secret=${client.secret} -d scope=https://graph.microsoft.com/.default`,
    `Graph:    curl --cacert ${caFile} -H "Authorization: Bearer $TOKEN" ${graph}/v1.0/users`,
    `Node:     NODE_EXTRA_CA_CERTS=${caFile}`,
    'Ctrl-C stops everything.',
  ]);
}

async function untilReady(url: string, isOver: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end && !isOver();) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      /* not yet */
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
  if (!isOver()) throw new Error('The server did not become ready within a minute; data/server.log says why.');
}

function readPort(text: string, name: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port-${name} must be a number between 0 and 65535, not "${text}".`);
  return port;
}
function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 2_000_000)
    throw new Error(`--mailbox must be a number between 1 and 2000000, not "${text}".`);
  return count;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
