import { randomUUID } from 'node:crypto';
import type { Router } from '../../base/router.js';
import { bodyOf, collection, context, noContent, ok, textOf, type Call } from '../call.js';
import { badRequest, GraphRefusal } from '../errors.js';
import { pageOf } from '../query.js';
import { readResource, refuseTooMany } from './resource.js';
import { toResource, type ChangeType, type Subscription } from './subscription.js';
import type { Subscriptions } from './subscriptions.js';

/** Minutes a subscription may live, by what it is to; shorter than the least is made the least. */
const longest = { mail: 10_080, events: 10_080, drive: 42_300 };
const least = 45;
const changeTypes = ['created', 'updated', 'deleted'];

/** POST, GET, PATCH, DELETE /subscriptions, and reauthorize. */
export function addSubscriptions(router: Router, callOf: (x: unknown) => Call, subscriptions: Subscriptions): void {
  const mine = (call: Call): Subscription[] =>
    subscriptions
      .active()
      .filter(
        ({ applicationId, tenantId, creatorId }) =>
          applicationId === call.caller.appid &&
          tenantId === call.caller.tid &&
          (!call.caller.oid || creatorId === call.caller.oid),
      );
  const at = (x: unknown, id = '') => {
    const call = callOf(x);
    const found = mine(call).find((it) => it.id === id);
    if (!found) throw new GraphRefusal(404, 'ResourceNotFound', 'The object was not found.');
    return { call, found };
  };
  const one = (call: Call, it: Subscription, status = 200) =>
    ok({ '@odata.context': context(call, 'subscriptions/$entity'), ...toResource(it) }, status);

  router
    .on('POST', '/subscriptions', async (x) => {
      const call = callOf(x);
      const body = bodyOf(call);
      for (const name of ['changeType', 'notificationUrl', 'resource', 'expirationDateTime'])
        if (!textOf(body[name]))
          throw badRequest(`${name} is a required property for subscription creation`, 'InvalidRequest');
      if (body.includeResourceData)
        throw new GraphRefusal(501, 'NotImplemented', 'This imitation sends no notifications with resource data.');
      const clientState = textOf(body.clientState) || null;
      if (clientState && clientState.length > 128)
        throw badRequest('clientState exceeds the maximum length of 128 characters.', 'InvalidRequest');
      const { mailbox, folderId, kind } = readResource(call, textOf(body.resource));
      const subscription: Subscription = {
        id: randomUUID(),
        resource: textOf(body.resource),
        changeTypes: readChangeTypes(textOf(body.changeType), kind),
        notificationUrl: textOf(body.notificationUrl),
        lifecycleNotificationUrl: textOf(body.lifecycleNotificationUrl) || null,
        clientState,
        expirationDateTime: readExpiration(call, textOf(body.expirationDateTime), kind),
        applicationId: call.caller.appid,
        creatorId: call.caller.oid ?? call.caller.appid,
        tenantId: call.caller.tid,
        kind,
        mailbox,
        folderId,
        isImmutable: call.isImmutable,
        createdAt: call.clock.now().toISOString(),
      };
      refuseTooMany(subscriptions.active().filter((it) => it.mailbox === mailbox).length);
      await subscriptions.messenger.validate(subscription.notificationUrl);
      if (subscription.lifecycleNotificationUrl)
        await subscriptions.messenger.validate(subscription.lifecycleNotificationUrl);
      subscriptions.add(subscription);
      return one(call, subscription, 201);
    })
    .on('GET', '/subscriptions', (x) => {
      const call = callOf(x);
      return collection(
        call,
        'subscriptions',
        pageOf(
          {
            items: mine(call).map(toResource),
            type: 'microsoft.graph.subscription',
            options: ['$top', '$filter'],
            pageSize: 100,
            largestPage: 1000,
            always: ['id'],
          },
          call.query,
          call.maxPageSize,
        ),
      );
    })
    .on('GET', '/subscriptions/:id', (x, { id }) => {
      const { call, found } = at(x, id);
      return one(call, found);
    })
    .on('PATCH', '/subscriptions/:id', async (x, { id }) => {
      const { call, found } = at(x, id);
      const body = bodyOf(call);
      for (const name of Object.keys(body))
        if (!name.startsWith('@odata') && !['expirationDateTime', 'notificationUrl'].includes(name))
          throw badRequest(`The property '${name}' cannot be updated.`, 'InvalidRequest');
      const expirationDateTime =
        body.expirationDateTime === undefined
          ? found.expirationDateTime
          : readExpiration(call, textOf(body.expirationDateTime), found.kind);
      const notificationUrl = textOf(body.notificationUrl, found.notificationUrl);
      if (notificationUrl !== found.notificationUrl) await subscriptions.messenger.validate(notificationUrl);
      subscriptions.renew(found, {
        expirationDateTime,
        notificationUrl,
        ...(body.expirationDateTime === undefined ? {} : { createdAt: call.clock.now().toISOString() }),
      });
      return one(call, found);
    })
    .on('POST', '/subscriptions/:id/reauthorize', (x, { id }) => {
      const { found } = at(x, id);
      subscriptions.renew(found, {});
      return { status: 200 };
    })
    .on('DELETE', '/subscriptions/:id', (x, { id }) => {
      subscriptions.delete(at(x, id).found);
      return noContent();
    });
}

function readChangeTypes(text: string, kind: Kind): ChangeType[] {
  const types = text.split(',').map((it) => it.trim().toLowerCase());
  for (const it of types)
    if (!changeTypes.includes(it)) throw badRequest(`Invalid 'changeType' attribute: '${text}'.`, 'InvalidRequest');
  if (kind === 'drive' && types.some((it) => it !== 'updated'))
    throw badRequest(`Only changeType 'updated' is supported for this resource.`, 'InvalidRequest');
  return [...new Set(types)] as ChangeType[];
}

type Kind = NonNullable<Subscription['kind']>;
function readExpiration(call: Call, text: string, kind: Kind = 'mail'): string {
  const now = call.clock.now().getTime();
  const end = Date.parse(text);
  if (Number.isNaN(end))
    throw badRequest(`Cannot convert the literal '${text}' to the expected type 'Edm.DateTimeOffset'.`);
  if (end <= now) throw badRequest('Subscription expiration must be in the future.', 'InvalidRequest');
  // The service looks at whole minutes; a client that asks for exactly the longest must not lose to the way.
  if (end - now > longest[kind] * 60_000 + 30_000)
    throw badRequest(`Subscription expiration can only be ${longest[kind]} minutes in the future.`, 'ExtensionError');
  return new Date(Math.max(end, now + least * 60_000)).toISOString();
}
