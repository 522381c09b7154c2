import type { Clock } from '../base/clock.js';
import type { Answer, Exchange } from '../base/exchange.js';
import { Router } from '../base/router.js';
import type { Caller } from '../entra/tokens.js';
import type { Tenants } from '../tenant/tenants.js';
import { answerBatch } from './batch.js';
import { addCalendar } from './calendar/index.js';
import { eventOfMessage } from './calendar/meeting-messages.js';
import { context, ok, personAt, type Call } from './call.js';
import {
  badQuery,
  fileDenied,
  GraphRefusal,
  insufficientClaims,
  mailDenied,
  newRequestId,
  notImitated,
  unauthorized,
} from './errors.js';
import { createFiles, type Files } from './files/index.js';
import { addDirectory, type DirectoryParts } from './directory/routes.js';
import { addGroups } from './groups.js';
import { AttachmentSessions } from './mail/attachment-sessions.js';
import { addAttachments } from './mail/attachments.js';
import { addMailFolders } from './mail/folders.js';
import { MailboxGate } from './mail/gate.js';
import { addMessages } from './mail/messages.js';
import { addSending } from './mail/sending.js';
import { addMailboxSettings } from './mail/settings.js';
import { addTranslateIds } from './mail/translate-ids.js';
import { requireAccountFor } from './consumers.js';
import { canonicalPath } from './paths.js';
import { readPrefer, type Prefer } from './prefer.js';
import { knownOptions } from './query.js';
import { isAllowed } from './scopes.js';
import { addSubscriptions } from './subscriptions/routes.js';
import { Subscriptions } from './subscriptions/subscriptions.js';
import { addUsers } from './users.js';

export interface GraphOptions {
  tenants: Tenants;
  clock: Clock;
  baseUrl(): string;
  /** Where SharePoint's pages stand. */
  pagesUrl(): string;
  entraUrl(): string;
  /** The authority whose certificates the receivers of notifications show. */
  ca: string;
  caller(authorization: string | undefined): Promise<Caller>;
  /** The claims that the caller has to bring first. */
  challenge(caller: Caller): string | undefined;
  /** What Entra keeps: consents, rules, sign-ins. */
  directory: DirectoryParts;
  /** Ends every session of a person at Entra. */
  revokeSessions(objectId: string): void;
  /** What happens around each request (faults); counted as in flight meanwhile. */
  around(exchange: Exchange, work: () => Promise<Answer>): Promise<Answer>;
}
export interface Graph {
  handle(exchange: Exchange): Promise<Answer>;
  /** The largest number of requests that were in flight for one mailbox since the start. */
  peakInFlight(): number;
  /** How many requests one mailbox got since the start, parts of a batch counted each. */
  mailboxRequests(objectId: string): number;
  files: Files;
  subscriptions: Subscriptions;
  stop(): Promise<void>;
}

/** Microsoft Graph v1.0 as far as it is imitated; the rest answers 501 with its path. */
export function createGraph({
  tenants,
  clock,
  baseUrl,
  pagesUrl,
  entraUrl,
  ca,
  caller: readCaller,
  challenge,
  directory,
  revokeSessions,
  around,
}: GraphOptions): Graph {
  const gate = new MailboxGate(clock, tenants.behaviour);

  /** Bytes come and go at another host, as with OneDrive, so that no client sends its token along by mistake. */
  const contentUrl = () => baseUrl().replace('//localhost', '//127.0.0.1');

  const files = createFiles({ tenants, clock, pagesUrl, contentUrl, callFor });
  const router = new Router();
  const calls = new WeakMap<object, Call>();
  const callOf = (x: unknown): Call => {
    const call = calls.get(x as object);
    if (!call) throw new Error('a route was asked without its call');
    return call;
  };
  for (const add of [
    addUsers,
    addGroups,
    addMessages,
    addMailFolders,
    addMailboxSettings,
    addSending,
    addAttachments,
    addTranslateIds,
    addCalendar,
  ])
    add(router, callOf);
  addDirectory(router, callOf, directory);
  files.addRoutes(router, callOf);
  const attachmentSessions = new AttachmentSessions(tenants, contentUrl);
  attachmentSessions.addRoutes(router, callOf);

  function callFor(who: Caller, exchange: Exchange, more: Partial<Call> = {}): Call {
    const call: Call = {
      exchange,
      path: exchange.path,
      query: new URLSearchParams(),
      caller: who,
      tenants,
      clock,
      baseUrl: baseUrl(),
      files: files.addresses,
      behaviour: tenants.behaviour,
      isImmutable: false,
      preferences: [],
      textBody: false,
      eventOf: (mailbox, meeting) => eventOfMessage(call, mailbox, meeting),
      ...more,
    };
    return call;
  }
  router.on('POST', '/users/:user/revokeSignInSessions', (x, { user = '' }) => {
    const call = callOf(x);
    revokeSessions(personAt(call, user).person.id);
    return ok({ '@odata.context': context(call, 'Edm.Boolean'), value: true });
  });
  const subscriptions = new Subscriptions(tenants, ca);
  addSubscriptions(router, callOf, subscriptions);

  async function answer(exchange: Exchange): Promise<Answer> {
    const requestId = newRequestId();
    const clientRequestId = String(exchange.headers['client-request-id'] ?? requestId);
    const prefer = readPrefer(exchange);
    let result: Answer;
    try {
      result = await respond(exchange, prefer);
    } catch (thrown) {
      if (!(thrown instanceof GraphRefusal)) throw thrown;
      result = thrown.toAnswer(requestId, clientRequestId, clock.now());
    }
    const isJson = result.body !== undefined && typeof result.body === 'object' && !(result.body instanceof Uint8Array);
    return {
      ...result,
      headers: {
        'request-id': requestId,
        'client-request-id': clientRequestId,
        date: clock.now().toUTCString(),
        'cache-control': 'no-cache',
        'strict-transport-security': 'max-age=31536000',
        ...(isJson
          ? {
              'content-type':
                'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
              'odata-version': '4.0',
            }
          : {}),
        ...(prefer.applied.length > 0 && result.status < 400
          ? { 'preference-applied': prefer.applied.join(', ') }
          : {}),
        ...result.headers,
      },
    };
  }

  async function respond(exchange: Exchange, prefer: Prefer): Promise<Answer> {
    let caller: Caller;
    try {
      caller = await readCaller(exchange.headers.authorization);
    } catch (cause) {
      const isOver = (cause as { code?: string }).code === 'ERR_JWT_EXPIRED';
      throw unauthorized(
        exchange.headers.authorization
          ? isOver
            ? 'Lifetime validation failed, the token is expired.'
            : 'Access token validation failure.'
          : 'Access token is empty.',
        entraUrl(),
      );
    }
    const claims = challenge(caller);
    if (claims) throw insufficientClaims(claims, entraUrl());
    if (/^\/v1\.0\/\$batch\/?$/i.test(exchange.path)) return answerBatch(exchange, answer);
    for (const name of exchange.url.searchParams.keys())
      if (name.startsWith('$') && !knownOptions.includes(name))
        throw badQuery(`The query parameter '${name}' is not supported.`);
    const share = files.followShare(exchange, caller);
    const named = share?.path ?? canonicalPath(exchange.path, caller, tenants);
    const path = named.replace(/\/\$count$/i, '');
    const isCount = exchange.method === 'GET' && path !== named;
    requireAccountFor(caller.tid, path);
    if (!isAllowed(caller, exchange.method, path))
      throw /^\/(drives|sites|search)/i.test(path)
        ? fileDenied()
        : /\/(messages|mailFolders|outlook|sendMail|calendar|events|findMeetingTimes|mailboxSettings)/i.test(path)
          ? mailDenied()
          : new GraphRefusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
    const routed: Exchange = { ...exchange, path };
    const call = callFor(caller, exchange, {
      path,
      ...(share?.throughLink ? { throughLink: share.throughLink } : {}),
      query: isCount
        ? new URLSearchParams([...exchange.url.searchParams, ['$count', 'true']])
        : exchange.url.searchParams,
      isImmutable: prefer.isImmutable,
      preferences: prefer.applied,
      textBody: prefer.textBody,
      ...(prefer.timeZone === undefined ? {} : { timeZone: prefer.timeZone }),
      ...(prefer.maxPageSize ? { maxPageSize: prefer.maxPageSize } : {}),
    });
    calls.set(routed, call);
    const mailbox = mailboxOf(path);
    const work = () =>
      around(exchange, () =>
        files.units.pass(call, async () => (isCount ? toCount(routed, await act(routed)) : act(routed))),
      );
    return mailbox ? gate.pass(caller.appid, mailbox, exchange, work) : work();
  }

  async function act(routed: Exchange): Promise<Answer> {
    const found = await router.route(routed);
    if (!found) throw notImitated(routed.method, routed.url.pathname);
    return found;
  }

  return {
    peakInFlight: () => gate.peak,
    mailboxRequests: (mailbox) => gate.requests.get(mailbox) ?? 0,
    files,
    subscriptions,
    stop: () => subscriptions.stop(),
    async handle(exchange) {
      const transfer = files.transfer(exchange) ?? attachmentSessions.transfer(exchange);
      if (transfer) return around(exchange, async () => transfer());
      return answer(exchange);
    },
  };
}

/** The mailbox whose limits a request counts against. */
const mailboxOf = (path: string): string | undefined =>
  /^\/users\/([^/]+)\/(?:messages|mailFolders|outlook|sendMail|mailboxSettings|translateExchangeIds|calendars?|calendarView|calendarGroups|events|findMeetingTimes)/i.exec(
    path,
  )?.[1];

/** What `/$count` below a collection answers: the number alone. */
function toCount({ method, url }: Exchange, { body }: Answer): Answer {
  const count = (body as { '@odata.count'?: number } | undefined)?.['@odata.count'];
  if (count === undefined) throw notImitated(method, url.pathname);
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: String(count) };
}
