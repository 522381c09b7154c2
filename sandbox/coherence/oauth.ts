import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../base/clock.js';
import { escapeHtml, formOf, html, type Answer, type Exchange } from '../base/exchange.js';
import type { Router } from '../base/router.js';
import type { Store } from '../base/store.js';
import { coherenceApp, organisations } from '../tenant/company.js';

interface Code {
  workspace: string;
  redirectUri: string;
  challenge: string;
  endsAt: number;
}
interface Token {
  workspace: string;
  endsAt: number;
}
interface Kept {
  codes: Record<string, Code>;
  access: Record<string, Token>;
  refresh: Record<string, { workspace: string }>;
}
const codeMs = 5 * 60_000;
const accessSeconds = 3600;
const newToken = (kind: string) => `${kind}_${randomBytes(24).toString('hex')}`;

/** OAuth apps of Coherence: a page that asks, codes with PKCE, tokens for an hour, and refresh tokens that are good once. */
export class CoherenceOAuth {
  readonly #kept: Kept;

  constructor(
    readonly store: Store,
    readonly clock: Clock,
  ) {
    this.#kept = store.table<Kept>('coherence.oauth', () => ({ codes: {}, access: {}, refresh: {} }));
  }

  /** The workspace that a token opens. */
  workspaceOf(token: string): string | undefined {
    const found = this.#kept.access[token];
    return found && found.endsAt > this.clock.now().getTime() ? found.workspace : undefined;
  }
  /** How many sign-ins can be renewed. */
  count(): number {
    return Object.keys(this.#kept.refresh).length;
  }
  /** Takes back every sign-in, as somebody in the workspace's settings would. */
  revokeAll(): void {
    Object.assign(this.#kept, { codes: {}, access: {}, refresh: {} });
    this.store.touch();
  }

  add(router: Router): void {
    router
      .on('GET', '/oauth/authorize', (x) => this.#page(x))
      .on('POST', '/oauth/token', (x) => this.#token(x))
      .on('POST', '/oauth/revoke', (x) => {
        const token = formOf(x).get('token') ?? '';
        delete this.#kept.access[token];
        delete this.#kept.refresh[token];
        this.store.touch();
        return { status: 200, body: {} };
      });
  }

  #page({ url }: Exchange): Answer {
    const get = (name: string) => url.searchParams.get(name) ?? '';
    const redirectUri = get('redirect_uri');
    const isAllowed = URL.canParse(redirectUri) && new URL(redirectUri).pathname === '/coherence/callback';
    if (get('client_id') !== coherenceApp.clientId || !isAllowed)
      return html('<!doctype html><title>Refused</title><p>This app or its redirect address is not known.', 400);
    const back = (values: Record<string, string>): Answer => {
      const to = new URL(redirectUri);
      for (const [name, value] of Object.entries({ ...values, state: get('state') })) to.searchParams.set(name, value);
      return { status: 302, headers: { location: to.href } };
    };
    if (get('answer') === 'deny') return back({ error: 'access_denied' });
    const workspace = get('workspace');
    if (organisations.some((it) => it.coherence.workspace === workspace)) {
      const code = newToken('code');
      const endsAt = this.clock.now().getTime() + codeMs;
      this.#kept.codes[code] = { workspace, redirectUri, challenge: get('code_challenge'), endsAt };
      this.store.touch();
      return back({ code });
    }
    const link = (name: string, value: string, text: string) => {
      const to = new URL(url);
      to.searchParams.set(name, value);
      return `<li><a href="${escapeHtml(to.pathname + to.search)}">${escapeHtml(text)}</a></li>`;
    };
    return html(
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>Allow access</title><body style="font:16px system-ui;max-width:32rem;margin:12vh auto;padding:0 1rem;color-scheme:light dark"><p>Imitation of Coherence for trying and testing</p><h1>Coherence for Microsoft 365 asks for access</h1><p>It asks for: ${escapeHtml(get('scope'))}</p><ul>${organisations.map((it) => link('workspace', it.coherence.workspace, `Allow, in ${it.coherence.workspace}`)).join('')}${link('answer', 'deny', 'Do not allow')}</ul>`,
    );
  }

  #token(x: Exchange): Answer {
    const form = formOf(x);
    const get = (name: string) => form.get(name) ?? '';
    const refuse = (error: string, status = 400): Answer => ({ status, body: { error } });
    if (get('client_id') !== coherenceApp.clientId || !same(get('client_secret'), coherenceApp.clientSecret))
      return refuse('invalid_client', 401);
    if (get('grant_type') === 'authorization_code') {
      const code = this.#kept.codes[get('code')];
      delete this.#kept.codes[get('code')];
      const challenge = createHash('sha256').update(get('code_verifier')).digest('base64url');
      const isGood =
        code &&
        code.endsAt > this.clock.now().getTime() &&
        code.redirectUri === get('redirect_uri') &&
        (!code.challenge || code.challenge === challenge);
      return isGood ? this.#issue(code.workspace) : refuse('invalid_grant');
    }
    if (get('grant_type') !== 'refresh_token') return refuse('unsupported_grant_type');
    const found = this.#kept.refresh[get('refresh_token')];
    delete this.#kept.refresh[get('refresh_token')];
    return found ? this.#issue(found.workspace) : refuse('invalid_grant');
  }

  #issue(workspace: string): Answer {
    const [access, refresh] = [newToken('at'), newToken('rt')];
    this.#kept.access[access] = { workspace, endsAt: this.clock.now().getTime() + accessSeconds * 1000 };
    this.#kept.refresh[refresh] = { workspace };
    this.store.touch();
    const body = { access_token: access, token_type: 'Bearer', expires_in: accessSeconds, refresh_token: refresh };
    return { status: 200, headers: { 'cache-control': 'no-store' }, body };
  }
}
const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
