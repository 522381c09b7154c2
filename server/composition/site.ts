import { finishCoherenceSignIn } from '../administration/coherence-sign-in.js';
import { createHttp } from '../http/server.js';
import { apiScope, graphScopeNames } from '../identity/scopes.js';
import { createValidator } from '../identity/validate.js';
import { hearCoherence } from '../records/changes/hear.js';
import { answersOf } from './answers.js';
import type { Rooms } from './rooms.js';

/** Everything that is asked by HTTP: the routes, the pages, sign-in at Microsoft, notices, and what an operator asks. Does not listen yet. */
export function buildSite(
  rooms: Rooms,
  { checkReplies, requestsPerMinute }: { checkReplies?: boolean; requestsPerMinute?: number },
) {
  const { config, log, workspaces, connections, verify, tell, operation, connect, notices, administration } = rooms;
  const refusals = log.child('identity');
  return createHttp({
    log,
    ...(checkReplies ? { checkReplies } : {}),
    ...(requestsPerMinute ? { requestsPerMinute } : {}),
    validate: createValidator({
      clientId: config.clientId,
      verify,
      isKnownTenant: (it) => workspaces.isKnown(it),
      personalAccounts: config.personalAccounts,
      onRefusal: (why, person) => {
        refusals.info('a token was refused', { why });
        if (person) tell.refused(person, why);
      },
    }),
    remember: (it) => connections.remember(it),
    publicUrl: config.publicUrl,
    onAnswer: tell.answered,
    operation,
    connect,
    finishCoherence: (it) => finishCoherenceSignIn(administration, it),
    notices,
    hearCoherence: (it) => hearCoherence(rooms, it),
    needs: answersOf(rooms),
    pages: {
      folder: config.pagesFolder,
      entraUrl: config.entraUrl,
      frameAncestors: config.frameAncestors,
      fileOrigins: config.fileOrigins,
      transferOrigins: config.transferOrigins,
      configuration: {
        clientId: config.clientId,
        authority: `${config.entraUrl}/${config.personalAccounts.length > 0 ? 'common' : 'organizations'}`,
        scope: `api://${config.clientId}/${apiScope}`,
        graphScopes: graphScopeNames,
        version: config.version,
      },
    },
  });
}
