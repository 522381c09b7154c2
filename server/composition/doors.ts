import { openSlots } from '../db/slots.js';
import { createGraph } from '../graph/graph.js';
import { createAdministrators } from '../identity/administrators.js';
import { createEntra } from '../identity/entra.js';
import { createVerify } from '../identity/keys.js';
import { createPermissions } from '../identity/permissions.js';
import { resealAll } from '../identity/rotate.js';
import { createTokenStore } from '../identity/token-store.js';
import { signInEnded } from '../privacy/ended.js';
import { createCoherenceOAuth } from '../records/coherence/oauth.js';
import { createWorkspaces } from '../records/workspaces.js';
import { wishStreams } from '../sync/wish.js';
import type { Ground } from './ground.js';

export type Doors = Awaited<ReturnType<typeof openDoors>>;

/** The ways to Coherence, Entra and Graph, and who may use them. Secrets are sealed with the newest key before anything is asked. */
export async function openDoors(ground: Ground) {
  const { config, secrets, log, seal, outbound, allow, database, queue, audit, tell, operation } = ground;
  const isAdministrator = createAdministrators(database, config.administrators);
  const app = secrets.coherenceOAuth;
  for (const it of [app?.tokenUrl, app?.revokeUrl]) if (it) allow(it);
  const oauth = app && createCoherenceOAuth(app, `${config.publicUrl}/coherence/callback`, outbound);
  const workspaces = createWorkspaces({
    database,
    seal,
    outbound,
    allow,
    oauth,
    onCall: (tenantId, call) => {
      operation.metrics.called('coherence', call.status, call.durationMs);
      tell.coherence(tenantId, call);
    },
  });
  await workspaces.connect(secrets.coherenceConnections);
  const tokens = createTokenStore(database, seal);
  const resealed = await resealAll(database, seal);
  if (resealed > 0) log.info('secrets were sealed with the newest key', { count: resealed });
  const verify = createVerify({ entraUrl: config.entraUrl, outbound });
  const registration = {
    entraUrl: config.entraUrl,
    clientId: config.clientId,
    clientSecret: secrets.clientSecret,
    publicUrl: config.publicUrl,
    outbound,
    tokens,
  };
  /** Asks for a turn of these streams. */
  const wish = (ids: number[]) => wishStreams({ database, queue }, ids);
  const entra = createEntra({
    ...registration,
    onAnswer: tell.entra,
    onEnded: (person) => signInEnded({ database, audit, wish }, person),
  });
  const graphLog = log.child('graph');
  const slots = config.database.url ? openSlots(config.database.url) : undefined;
  const graph = createGraph({
    graphUrl: config.graphUrl,
    version: config.version,
    outbound,
    token: (as, options) => entra.graphToken(as, options),
    onCall: ({ as, priority, ...call }) => {
      graphLog.info('called', call);
      operation.metrics.called('graph', call.status, call.durationMs);
      tell.graph(as, priority, call);
    },
    ...(slots ? { slots } : {}),
  });
  const permissions = createPermissions({
    tokens,
    graphToken: (it, options) => entra.graphToken(it, options),
    consentUrl: (tenantId, scopes) => entra.consentUrl(tenantId, scopes),
  });
  return {
    ...ground,
    isAdministrator,
    oauth,
    workspaces,
    tokens,
    verify,
    registration,
    wish,
    entra,
    slots,
    graph,
    permissions,
  };
}
