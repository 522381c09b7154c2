import { Client } from '@microsoft/microsoft-graph-client';
import { Agent, fetch, type RequestInit } from 'undici';
import { graphResource } from '../../sandbox/entra/directory.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.js';
import type { Mailbox } from '../../sandbox/tenant/mailboxes.js';

type Json = Record<string, unknown>;
export interface GraphAnswer<T = Json> {
  status: number;
  headers: Headers;
  body: T;
  text: string;
  bytes: Buffer;
}
/** Somebody who speaks plain HTTP with Graph, under a token of their own; nothing of the product in between. */
export interface GraphCaller {
  token: string;
  mailbox: Mailbox;
  ask<T = Json>(method: string, url: string, body?: unknown, headers?: Record<string, string>): Promise<GraphAnswer<T>>;
  get<T = Json>(url: string, headers?: Record<string, string>): Promise<GraphAnswer<T>>;
  post<T = Json>(url: string, body?: unknown, headers?: Record<string, string>): Promise<GraphAnswer<T>>;
  patch<T = Json>(url: string, body: unknown, headers?: Record<string, string>): Promise<GraphAnswer<T>>;
  remove(url: string): Promise<GraphAnswer>;
  /** The official client, pointed at the sandbox. */
  client: Client;
}
export interface GraphWorld {
  sandbox: Sandbox;
  as(name: string, scopes?: string[]): Promise<GraphCaller>;
  /** As an application of the person's organisation, with these roles. */
  asApplication(name: string, roles: string[]): Promise<Pick<GraphCaller, 'token' | 'ask'>>;
  /** The same without a token, for addresses that carry their own right. */
  raw(method: string, url: string, init?: RequestInit): Promise<GraphAnswer>;
  stop(): Promise<void>;
}

export const usualScopes = ['User.Read', 'Mail.ReadWrite', 'Mail.Send', 'MailboxSettings.ReadWrite'];

/** Only the sandbox: Entra and Graph, as an unknown client meets them. */
export async function startGraphWorld(options: Partial<SandboxOptions> = {}): Promise<GraphWorld> {
  const trafficLog = process.env.TRAFFIC_LOG_OF_TESTS;
  const sandbox = await startSandbox({
    root: process.cwd(),
    serverUrl: 'http://127.0.0.1:9',
    ...(trafficLog ? { trafficLog: `${trafficLog}.${process.pid}.${Date.now()}.ndjson` } : {}),
    ...options,
  });
  const dispatcher = new Agent({ connect: { ca: sandbox.caPem } });

  async function raw(method: string, url: string, init: RequestInit = {}): Promise<GraphAnswer> {
    const response = await fetch(url, { redirect: 'manual', ...init, method, dispatcher });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString('utf8');
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers as unknown as Headers,
      text,
      bytes,
      body: (isJson && text ? JSON.parse(text) : undefined) as Json,
    };
  }

  const asker =
    (token: string) =>
    <T>(method: string, url: string, body?: unknown, headers: Record<string, string> = {}) => {
      const isRaw = typeof body === 'string' || body instanceof Uint8Array;
      return raw(method, /^https?:/.test(url) ? url : `${sandbox.urls.graph}/v1.0${url}`, {
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined || isRaw || headers['content-type'] ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
      }) as Promise<GraphAnswer<T>>;
    };

  return {
    sandbox,
    raw,
    async asApplication(name, roles) {
      const { tenantId } = sandbox.tenants.mailboxes.ofPerson(name);
      const token = await sandbox.entra.tokens.appOnly(tenantId, sandbox.client.id, graphResource, roles);
      return { token, ask: asker(token) };
    },
    async as(name, scopes = usualScopes) {
      const mailbox = sandbox.tenants.mailboxes.ofPerson(name);
      sandbox.entra.directory.grant(mailbox.tenantId, sandbox.client.id, scopes, mailbox.objectId);
      const issued = await sandbox.entra.issueForBroker({
        objectId: mailbox.objectId,
        clientId: sandbox.client.id,
        scope: scopes.map((it) => `https://graph.microsoft.com/${it}`).join(' '),
      });
      if (!issued.success) throw new Error(issued.error.description);
      const token = issued.token.access_token;
      const ask = asker(token);
      return {
        token,
        mailbox,
        ask,
        get: (url, headers) => ask('GET', url, undefined, headers),
        post: (url, body, headers) => ask('POST', url, body, headers),
        patch: (url, body, headers) => ask('PATCH', url, body, headers),
        remove: (url) => ask('DELETE', url),
        client: Client.initWithMiddleware({
          baseUrl: sandbox.urls.graph,
          defaultVersion: 'v1.0',
          middleware: {
            async execute(context) {
              const { headers, method = 'GET', body } = context.options ?? {};
              const isUpload = (context.request as string).includes('AttachmentSessions');
              const given = new Headers(headers);
              if (!isUpload) given.set('authorization', `Bearer ${token}`);
              context.response = (await fetch(context.request as string, {
                method,
                headers: Object.fromEntries(given),
                dispatcher,
                ...(body ? { body: body as string } : {}),
              })) as unknown as Response;
            },
          },
        }),
      };
    },
    async stop() {
      await sandbox.stop();
      await dispatcher.destroy();
    },
  };
}
