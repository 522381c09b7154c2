import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn, type ChildProcess } from 'node:child_process';
import { Agent, fetch } from 'undici';
import type { BodyInput, Filing, Params, Query, Reply, RouteKey } from '../../contract/api.js';
import type { Problem } from '../../contract/errors.js';
import { freePort } from '../../sandbox/base/port.js';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.js';
import { alder, birch, organisations, type Person } from '../../sandbox/tenant/company.js';
import type { Mailbox, StoredMessage } from '../../sandbox/tenant/mailboxes.js';
import type { Log } from '../../server/base/log.js';
import { readConfig } from '../../server/config.js';
import { startServer, type Server } from '../../server/context.js';
import { openDatabase } from '../../server/db/database.js';
import { ensureBuilt } from './built.js';
import { beginFolder } from './process/database-image.js';
import { borrowMemoryDatabase } from './process/memory-database.js';
import { startPostgres } from './postgres.js';
import { until } from './until.js';

type Args<K extends RouteKey> = { params?: Params<K>; query?: Query<K>; body?: BodyInput<K> };
export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}
/** Calls the server as one person, as the pane would. */
export interface Caller {
  person: Person;
  token: string;
  call<K extends RouteKey>(route: K, args?: Args<K>): Promise<Reply<K>>;
  /** The raw answer, for refusals. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  mailbox: Mailbox;
  message(subject: string | RegExp): StoredMessage;
  /** Files a message with its attachments that are not inline. */
  file(
    subject: string | RegExp,
    record?: { module: string; id: string },
    options?: { attachments?: boolean; saveCopy?: boolean },
  ): Promise<Filing>;
  settled(id: string, limitMs?: number): Promise<Filing>;
}
export interface World {
  sandbox: Sandbox;
  server: Server | undefined;
  /** Another server takes the place of the one inside, with other settings; what is kept in memory only is forgotten. */
  restart(more: Record<string, string>): Promise<void>;
  as(name: string): Promise<Caller>;
  /** The server as its own process, to be killed. */
  spawnServer(more?: Record<string, string>): Promise<ChildProcess>;
  kind: 'embedded' | 'postgres';
  /** Where a server of its own process keeps its data. */
  folder: string;
  stop(): Promise<void>;
}
export interface WorldOptions {
  /** Not named, the server inside has PostgreSQL where there is one, which costs half the processor; a process of its own is embedded. */
  kind?: 'embedded' | 'postgres';
  inside?: boolean;
  environment?: Record<string, string>;
  trafficLog?: string;
  requestsPerMinute?: number;
  /** Takes what the server inside writes to its log. */
  log?: Log;
}

export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}
const root = process.cwd();
/** Of a world that names none. `npm run test:long` asks for embedded, so every flow is walked on both. */
const usualKind = () =>
  process.env.TEST_DATABASE_URL && process.env.TEST_KIND !== 'embedded' ? 'postgres' : 'embedded';

/** The sandbox and the server, on free ports, forgotten afterwards. */
export async function startWorld({
  inside = true,
  kind = inside ? usualKind() : 'embedded',
  environment = {},
  trafficLog = process.env.TRAFFIC_LOG_OF_TESTS,
  requestsPerMinute = 100_000,
  log,
}: WorldOptions = {}): Promise<World> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-world-'));
  let serverUrl = '';
  const sandbox = await startSandbox({
    root,
    serverUrl: () => serverUrl,
    ...(trafficLog ? { trafficLog: `${trafficLog}.${process.pid}.${Date.now()}.ndjson` } : {}),
  });
  const postgres = kind === 'postgres' ? await startPostgres() : undefined;
  const database = postgres
    ? { DATABASE_URL: postgres.url }
    : { DATA_DIR: inside ? ':memory:' : path.join(folder, 'server') };
  const settings = (more: Record<string, string> = {}) => ({
    ...sandbox.serverEnvironment(),
    PORT: '0',
    LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
    PAGES_DIR: path.join(root, 'dist/public'),
    ...database,
    ...environment,
    ...more,
  });
  const dispatcher = new Agent({ connect: { ca: sandbox.caPem } });
  const children: ChildProcess[] = [];
  let server: Server | undefined;
  const startInside = async (more: Record<string, string> = {}) => {
    const { config, secrets } = readConfig(settings(more));
    const database = await openDatabase(postgres ? config.database : { opened: await borrowMemoryDatabase() });
    server = await startServer(config, secrets, {
      database,
      checkReplies: true,
      requestsPerMinute,
      ...(log ? { log } : {}),
    });
    serverUrl = server.url;
    for (const { tenantId } of [alder, birch]) await server.records.refreshIndex(tenantId);
  };
  if (inside) await startInside();

  async function as(name: string): Promise<Caller> {
    const organisation = organisations.find((it) => it.people.some((p) => p.name.startsWith(name)));
    const person = organisation?.people.find((it) => it.name.startsWith(name));
    if (!person) throw new Error(`There is nobody called ${name}.`);
    const issued = await sandbox.entra.issueForBroker({
      objectId: person.id,
      clientId: sandbox.client.id,
      scope: `api://${sandbox.client.id}/access_as_user`,
    });
    if (!issued.success) throw new Error(issued.error.description);
    const token = issued.token.access_token;
    const mailbox = sandbox.tenants.mailboxes.find(person.id) as Mailbox;
    const caller: Caller = {
      person,
      token,
      mailbox,
      async ask(method, url, body, headers = {}) {
        const response = await fetch(`${sandbox.urls.server}/api${url}`, {
          method,
          dispatcher,
          headers: {
            authorization: `Bearer ${token}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        });
        const text = await response.text();
        return {
          status: response.status,
          headers: response.headers as unknown as Headers,
          body: text ? (JSON.parse(text) as unknown) : undefined,
        };
      },
      async call(route, { params, query, body } = {}) {
        const [method = 'GET', template = ''] = route.split(' ');
        const url = template.replace(/:(\w+)/g, (_all, key: string) =>
          encodeURIComponent((params as Record<string, string> | undefined)?.[key] ?? ''),
        );
        const answer = await caller.ask(method, url + (query ? `?${new URLSearchParams(query).toString()}` : ''), body);
        if (answer.status >= 400) throw new Refused(answer.body as Problem);
        return answer.body as Reply<typeof route>;
      },
      message(subject) {
        const found = mailbox.messages.find((it) =>
          typeof subject === 'string' ? it.graph.subject === subject : subject.test(it.graph.subject ?? ''),
        );
        if (!found) throw new Error(`${name} has no message ${String(subject)}.`);
        return found;
      },
      async file(
        subject,
        record = { module: 'people', id: 'rec_jana' },
        { attachments = true, saveCopy = false } = {},
      ) {
        const it = caller.message(subject);
        const { filings } = await caller.call('POST /filings', {
          body: {
            mailbox: person.userPrincipalName,
            messageId: it.restId,
            internetMessageId: it.graph.internetMessageId ?? '',
            records: [record],
            attachmentIds: attachments ? it.attachments.filter((a) => !a.isInline).map((a) => a.id) : [],
            saveCopy,
          },
        });
        return filings[0] as Filing;
      },
      settled(id, limitMs = 180_000) {
        const ask = () => caller.call('GET /filings/:id', { params: { id } });
        return until(ask, (it) => !it.isWorking, limitMs);
      },
    };
    return caller;
  }

  return {
    sandbox,
    get server() {
      return server;
    },
    async restart(more) {
      await server?.stop();
      await startInside(more);
    },
    as,
    kind,
    folder,
    async spawnServer(more = {}) {
      if (children.length === 0) ensureBuilt('node');
      // One that comes back after a kill is where the edge looks for it; workers beside a web server listen nowhere.
      if (!serverUrl) serverUrl = `http://127.0.0.1:${await freePort()}`;
      if (!postgres && children.length === 0) await beginFolder(path.join(folder, 'server'));
      // Compiled once and simply: what lives for seconds does not earn back what optimising its database costs.
      const child = spawn(process.execPath, ['--liftoff-only', path.join(root, 'dist/server/main.js')], {
        cwd: root,
        env: {
          PATH: process.env.PATH,
          ...settings(more),
          PORT: new URL(serverUrl).port,
          LOG_LEVEL: process.env.TEST_LOG ?? 'info',
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      children.push(child);
      await isReady(child);
      return child;
    },
    async stop() {
      await server?.stop();
      for (const child of children) child.kill('SIGKILL');
      await sandbox.stop();
      await dispatcher.destroy();
      await postgres?.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until a server says that it stands; a worker beside a web server has no address to be asked at. */
function isReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('The server did not become ready.')), 120_000);
    child.stdout?.setEncoding('utf8').on('data', (lines: string) => {
      if (process.env.TEST_LOG) process.stdout.write(lines);
      if (!lines.includes('"listening"')) return;
      clearTimeout(limit);
      resolve();
    });
    child.once('exit', (code) => {
      clearTimeout(limit);
      reject(new Error(`The server ended with ${code}.`));
    });
  });
}
