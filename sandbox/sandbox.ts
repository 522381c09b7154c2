import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Behaviour } from './base/behaviour.js';
import { ensureCertificates } from './base/certificates.js';
import { Clock } from './base/clock.js';
import { Faults } from './base/faults.js';
import { startService, type Service } from './base/service.js';
import { Store } from './base/store.js';
import { TrafficLog } from './base/traffic.js';
import { createCoherence, type Coherence } from './coherence/index.js';
import { createEntra, type Entra } from './entra/index.js';
import { createGraph, type Graph } from './graph/index.js';
import { Deployments } from './outlook/deployments.js';
import { createEdge } from './outlook/edge.js';
import { createOutlook } from './outlook/index.js';
import { createSharePoint } from './sharepoint/index.js';
import { alder, application, coherenceApp, isConsumer, organisations } from './tenant/company.js';
import type { GenerateMail } from './tenant/mail/generate.js';
import { generateEvents, type GenerateEvents } from './tenant/calendar/generate.js';
import { Tenants } from './tenant/tenants.js';

export type ServiceName = 'outlook' | 'server' | 'entra' | 'graph' | 'coherence' | 'sharepoint';
export interface SandboxOptions {
  /** The project's folder: the manifest, and office.js in node_modules. */
  root: string;
  /** Where its memory is kept; without it everything is forgotten at the end. */
  dataDir?: string;
  /** 0 or nothing means a free port. */
  ports?: Partial<Record<ServiceName, number>>;
  /** The product's server behind the edge, http on this machine; asked again for each request. */
  serverUrl: string | (() => string);
  trafficLog?: string;
}
export interface Sandbox {
  urls: Record<ServiceName, string>;
  caFile: string;
  caPem: string;
  client: { id: string; secret: string; tenant: string };
  people: { name: string; userPrincipalName: string }[];
  faults: Faults;
  /** The service's limits and bad habits, as switches. */
  behaviour: Behaviour;
  clock: Clock;
  /** How long Graph takes, for benches: `behaviour.timing`. */
  timing: Behaviour['timing'];
  tenants: Tenants;
  /** Adds many mails to a mailbox, made by a seed; the same again adds nothing. */
  generateMail(options: GenerateMail): void;
  /** The same for a calendar. */
  generateEvents(options: GenerateEvents): void;
  entra: Entra;
  graph: Graph;
  coherence: Coherence;
  /** What the product's server must be told to live here, besides its port and database. */
  serverEnvironment(): Record<string, string>;
  stop(): Promise<void>;
}

/** A Microsoft 365 tenant, an Outlook and a Coherence on this machine. */
export async function startSandbox({
  root,
  dataDir,
  ports = {},
  serverUrl,
  trafficLog,
}: SandboxOptions): Promise<Sandbox> {
  const certificates = path.join(
    dataDir ?? path.join(os.tmpdir(), `coherence-sandbox-${os.userInfo().uid}`),
    'certificates',
  );
  const tls = await ensureCertificates(certificates);
  const store = Store.open(dataDir && path.join(dataDir, 'sandbox'));
  const clock = new Clock();
  const faults = new Faults();
  const behaviour = new Behaviour();
  const tenants = new Tenants(store, clock, behaviour);
  const traffic = new TrafficLog(trafficLog);
  const encryptionKey = keyOf(dataDir);
  const urls: Record<ServiceName, string> = {
    outlook: '',
    server: '',
    entra: '',
    graph: '',
    coherence: '',
    sharepoint: '',
  };

  const entra = await createEntra({
    store,
    clock,
    baseUrl: () => urls.entra,
    redirectOrigins: () => [urls.server, urls.outlook],
  });
  const graph = createGraph({
    tenants,
    clock,
    baseUrl: () => urls.graph,
    pagesUrl: () => urls.sharepoint,
    entraUrl: () => urls.entra,
    ca: tls.caPem,
    caller: (it) => entra.tokens.caller(it),
    challenge: (it) => entra.challenge(it),
    directory: entra,
    revokeSessions: (objectId) => entra.tokens.revokeSessions(objectId),
    around: (exchange, work) => faults.apply('graph', exchange, work),
  });
  entra.tokens.onRevoked((objectId) => graph.subscriptions.lose((it) => it.creatorId === objectId));
  const coherence = createCoherence({ store, clock, ca: tls.caPem });
  const deployments = new Deployments(store, root);
  const outlook = createOutlook({ root, tenants, entra, graph, coherence, faults, clock, deployments, urls });
  const sharepoint = createSharePoint({ tenants, directory: entra.directory, addresses: graph.files.addresses, clock });
  const edge = createEdge({ root, serverUrl, faults });

  const services: Service[] = [];
  const listen = async (name: ServiceName, parts: Pick<Parameters<typeof startService>[0], 'handle' | 'streams'>) => {
    const service = await startService({ name, port: ports[name] ?? 0, tls, ...parts });
    services.push(service);
    urls[name] = service.url;
  };
  const stop = async () => {
    faults.clear();
    await graph.stop();
    await coherence.stop();
    await Promise.all(services.map((it) => it.stop()));
    store.close();
  };
  try {
    await listen('entra', { handle: (x) => faults.apply('entra', x, () => entra.handle(x)) });
    await listen('graph', {
      handle: async (x) => {
        const answer = await graph.handle(x);
        traffic.record(x, answer, urls.graph);
        return answer;
      },
    });
    await listen('coherence', { handle: (x) => faults.apply('coherence', x, () => coherence.handle(x)) });
    await listen('sharepoint', { handle: (x) => sharepoint.handle(x) });
    await listen('server', edge);
    await listen('outlook', outlook);
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    urls,
    caFile: tls.caFile,
    caPem: tls.caPem,
    faults,
    behaviour,
    clock,
    tenants,
    get timing() {
      return behaviour.timing;
    },
    set timing(timing) {
      behaviour.timing = timing;
    },
    generateMail: (options) => tenants.mailboxes.generate(options),
    generateEvents: ({ person, ...options }) => generateEvents(tenants.agendas.ofPerson(person), options),
    entra,
    graph,
    coherence,
    stop,
    client: { id: application.clientId, secret: application.clientSecret, tenant: alder.tenantId },
    people: organisations.flatMap((it) =>
      it.people.map(({ name, userPrincipalName }) => ({ name, userPrincipalName })),
    ),
    serverEnvironment: () => ({
      PUBLIC_URL: urls.server,
      ENTRA_URL: urls.entra,
      GRAPH_URL: urls.graph,
      ADMIN_CENTER_URL: urls.outlook,
      CLIENT_ID: application.clientId,
      CLIENT_SECRET: application.clientSecret,
      CA_FILE: tls.caFile,
      FRAME_ANCESTORS: urls.outlook,
      FILE_ORIGINS: urls.sharepoint,
      TRANSFER_ORIGINS: urls.graph.replace('//localhost', '//127.0.0.1'),
      COHERENCE_CONNECTIONS: JSON.stringify(
        organisations.map((it) => ({
          tenant: it.tenantId,
          baseUrl: `${urls.coherence}/v1`,
          appUrl: urls.coherence,
          apiKey: it.coherence.apiKey,
          ...(isConsumer(it.tenantId) ? { accounts: it.people.map(({ id }) => id) } : {}),
        })),
      ),
      COHERENCE_OAUTH: JSON.stringify({
        authorizeUrl: `${urls.coherence}/oauth/authorize`,
        tokenUrl: `${urls.coherence}/oauth/token`,
        revokeUrl: `${urls.coherence}/oauth/revoke`,
        ...coherenceApp,
      }),
      ENCRYPTION_KEYS: `sandbox:${encryptionKey}`,
      ADMINISTRATORS: organisations
        .flatMap((it) => it.people)
        .filter((it) => it.role === 'administrator')
        .map((it) => it.id)
        .join(' '),
    }),
  };
}

/** The server's key is made once and kept beside its data, as an operator would keep it elsewhere. */
function keyOf(dataDir: string | undefined): string {
  const file = dataDir && path.join(dataDir, 'encryption.key');
  if (file && fs.existsSync(file)) return fs.readFileSync(file, 'utf8');
  const key = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64');
  if (file) fs.writeFileSync(file, key, { mode: 0o600 });
  return key;
}
