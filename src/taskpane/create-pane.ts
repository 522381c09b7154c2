import type { FileRequest } from '../../contract/api.js';
import { Build } from '../api/build.js';
import { createApi } from '../api/client.js';
import { Outbox, type Waiting } from '../api/outbox.js';
import { QueryCache } from '../api/query.js';
import type { Configuration } from '../configuration.js';
import type { Host } from '../office/host.js';
import { createIdentity, prefetchMsal } from '../office/identity.js';
import { t } from '../text/text.js';
import { announce } from '../ui/announce.js';
import { ActionStore } from './message/actions.js';
import { ChoiceStore, undoable } from './message/choices.js';
import { Welcome } from './welcome.js';
import { matchesKey, withFilings, type Pane } from './pane.js';

/** Puts the pane's parts together, once. Sign-in begins here, silently. */
export function createPane(host: Host, configuration: Configuration): Pane {
  prefetchMsal();
  const identity = createIdentity(configuration, { hint: host.mailbox.address });
  void identity.token().catch(() => undefined); // early, not in vain: whoever needs it meets the reason
  const build = new Build(configuration.build);
  const api = createApi({ token: (options) => identity.token(options), onBuild: build.see });
  const cache = new QueryCache();
  const choices = new ChoiceStore(sessionStorage);
  const outbox = new Outbox({
    storage: localStorage,
    send: async (request: FileRequest) => (await api.call('POST /filings', { body: request })).filings,
    onFiled: ({ itemId, request, recordName }: Waiting, filings) => {
      cache.change(matchesKey(request.internetMessageId), withFilings(filings));
      choices.reset(itemId, undoable(filings));
      announce(t('file.announce', { name: recordName }));
    },
  });
  outbox.start();
  const actions = new ActionStore();
  return { host, api, identity, cache, outbox, choices, actions, build, welcome: new Welcome(host), configuration };
}
