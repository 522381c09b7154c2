import type { Router } from '../../base/router.js';
import { bodyOf, context, ok, type Call } from '../call.js';
import { badRequest } from '../errors.js';
import { mailboxAt } from './access.js';

const mostIds = 1000;
const formats = ['entryId', 'ewsId', 'immutableEntryId', 'restId', 'restImmutableEntryId'];

/** POST /translateExchangeIds, between default and immutable ids of messages; a thousand at a time. */
export function addTranslateIds(router: Router, callOf: (x: unknown) => Call): void {
  router.on('POST', '/users/:user/translateExchangeIds', (x, { user = '' }) => {
    const call = callOf(x);
    const box = mailboxAt(call, user);
    const asked = Object.fromEntries(Object.entries(bodyOf(call)).map(([name, value]) => [name.toLowerCase(), value]));
    const { inputids: ids, sourceidtype: source, targetidtype: target } = asked;
    if (
      !Array.isArray(ids) ||
      ids.length > mostIds ||
      !formats.includes(String(source)) ||
      !formats.includes(String(target))
    )
      throw badRequest('The parameters of translateExchangeIds are not valid.', 'ErrorInvalidArgument');
    if (![source, target].every((it) => it === 'restId' || it === 'restImmutableEntryId'))
      throw badRequest('This imitation translates only restId and restImmutableEntryId.', 'ErrorInvalidArgument');
    const value = ids.map((id: unknown) => {
      const found = box.message(String(id));
      return found
        ? { sourceId: id, targetId: target === 'restId' ? found.restId : found.immutableId }
        : {
            sourceId: id,
            errorDetails: { code: 'ErrorItemNotFound', message: 'The specified object was not found in the store.' },
          };
    });
    return ok({ '@odata.context': context(call, 'Collection(microsoft.graph.convertIdResult)'), value });
  });
}
