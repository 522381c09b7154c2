import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { Agent, fetch } from 'undici';
import type { Clock } from '../base/clock.js';
import type { Store } from '../base/store.js';
import { shapes } from './dialects.js';
import type { StoredRecord, Workspace, Workspaces } from './workspaces.js';

export type RecordEvent = 'record.created' | 'record.updated' | 'record.deleted';
interface StoredWebhook {
  id: string;
  workspace: string;
  url: string;
  events: string[];
  modules: string[];
  description: string;
  secret: string;
  created: string;
}
export interface WebhookWish {
  url?: unknown;
  events?: unknown;
  modules?: unknown;
  description?: unknown;
}
const answerMs = 5_000;
const triesAfterMs = [1_000, 5_000];
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((it): it is string => typeof it === 'string') : [];

/**
 * Webhooks of the legacy description. What a delivery holds and how it is signed is not described anywhere that could be read, so both
 * are assumed (`../DIFFERENCES.md`). Deliveries go only to this machine.
 */
export class Webhooks {
  readonly #all: StoredWebhook[];
  readonly #agent: Agent;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Deliveries get lost, as on a bad day of Coherence. */
  isSilent = false;
  /** How many deliveries were answered with 2xx. */
  taken = 0;

  constructor(
    readonly store: Store,
    readonly clock: Clock,
    readonly workspaces: Workspaces,
    ca: string,
  ) {
    this.#all = store.table('coherence-webhooks', () => []);
    this.#agent = new Agent({ connect: { ca } });
    workspaces.onChange = (workspace, event, record) => this.#tell(workspace, event, record);
  }

  /** With their secrets, as Coherence itself keeps them. */
  kept(workspace: Workspace): StoredWebhook[] {
    return this.#all.filter((it) => it.workspace === workspace.name);
  }
  list(workspace: Workspace): object[] {
    return this.kept(workspace).map(shown);
  }
  /** The secret is told this once. Undefined where the wish is not one. */
  add(workspace: Workspace, { url, events, modules, description }: WebhookWish): object | undefined {
    const isAddress = typeof url === 'string' && /^https:\/\/(localhost|127[.]0[.]0[.]1)[:/]/.test(url);
    if (!isAddress || texts(events).length === 0) return undefined;
    const made: StoredWebhook = {
      id: `wh_${randomUUID().slice(0, 8)}`,
      workspace: workspace.name,
      url,
      events: texts(events),
      modules: texts(modules),
      description: typeof description === 'string' ? description : '',
      secret: `whsec_${randomBytes(18).toString('base64url')}`,
      created: this.clock.now().toISOString(),
    };
    this.#all.push(made);
    this.store.touch();
    return { ...shown(made), secret: made.secret };
  }
  /** Whether there was one to remove. */
  remove(workspace: Workspace, id: string): boolean {
    const at = this.#all.findIndex((it) => it.id === id && it.workspace === workspace.name);
    if (at < 0) return false;
    this.#all.splice(at, 1);
    this.store.touch();
    return true;
  }
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#agent.destroy();
  }

  #tell(workspace: Workspace, event: RecordEvent, record: StoredRecord): void {
    const module = this.workspaces.module(workspace, record.moduleId);
    if (!module || module.isPrivate || this.isSilent) return;
    for (const it of this.#all) {
      const isMeant = it.workspace === workspace.name && it.events.includes(event);
      if (!isMeant || (it.modules.length > 0 && !it.modules.includes(module.slug))) continue;
      const body = JSON.stringify({
        id: `evt_${randomUUID()}`,
        event,
        created_at: this.clock.now().toISOString(),
        data: { module: module.slug, record: shapes.l.record(record, module) },
      });
      this.#later(0, () => void this.#deliver(it, body, 0));
    }
  }
  async #deliver(to: StoredWebhook, body: string, attempt: number): Promise<void> {
    const t = this.clock.seconds();
    const v1 = createHmac('sha256', to.secret).update(`${t}.${body}`).digest('hex');
    const isTaken = await fetch(to.url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-coherence-signature': `t=${t},v1=${v1}` },
      dispatcher: this.#agent,
      redirect: 'error',
      signal: AbortSignal.timeout(answerMs),
    }).then(
      async (it) => {
        await it.arrayBuffer();
        return it.ok;
      },
      () => false,
    );
    if (isTaken) this.taken += 1;
    const wait = triesAfterMs[attempt];
    if (!isTaken && wait !== undefined) this.#later(wait, () => void this.#deliver(to, body, attempt + 1));
  }
  #later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    timer.unref();
    this.#timers.add(timer);
  }
}

const shown = ({ id, url, events, modules, description, created }: StoredWebhook) => ({
  id,
  url,
  events,
  modules,
  description,
  active: true,
  created_at: created,
});
