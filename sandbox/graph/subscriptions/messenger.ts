import { randomUUID } from 'node:crypto';
import { Agent, fetch } from 'undici';
import { GraphRefusal } from '../errors.js';

const validationMs = 10_000;
const answerMs = 3_000;

/** Posts to the receivers of notifications. Only to this machine: nothing of the sandbox leaves it. */
export class Messenger {
  readonly #agent: Agent;
  constructor(ca: string) {
    this.#agent = new Agent({ connect: { ca } });
  }

  /** Whether the address answered 2xx within three seconds. */
  async post(url: string, body: object): Promise<boolean> {
    try {
      const response = await this.#send(url, JSON.stringify(body), 'application/json; charset=utf-8', answerMs);
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }

  /** The handshake: the address must answer 200 with the token as plain text within ten seconds. */
  async validate(address: string): Promise<void> {
    if (!isOnThisMachine(address))
      throw new GraphRefusal(
        400,
        'ValidationError',
        'Subscription validation request failed. This imitation calls only https addresses on this machine.',
      );
    const token = `Validation: Testing client application reachability for subscription Request-Id: ${randomUUID()}`;
    const url = new URL(address);
    url.search += `${url.search ? '&' : '?'}validationToken=${encodeURIComponent(token)}`;
    let answered: { status: number; type: string; text: string };
    try {
      const response = await this.#send(url.href, '', 'text/plain; charset=utf-8', validationMs);
      answered = {
        status: response.status,
        type: response.headers.get('content-type') ?? '',
        text: await response.text(),
      };
    } catch (cause) {
      throw new GraphRefusal(
        400,
        'ValidationError',
        (cause as Error).name === 'TimeoutError'
          ? 'Subscription validation request timed out.'
          : 'Subscription validation request failed. The remote name could not be reached.',
      );
    }
    if (answered.status !== 200 || answered.text !== token || !/^text\/plain\b/i.test(answered.type))
      throw new GraphRefusal(
        400,
        'ValidationError',
        answered.status === 200
          ? 'Subscription validation request failed. Response must be the plain text of the validation token.'
          : `Subscription validation request failed. HTTP status code is '${answered.status}'. Notification endpoint must respond with 200 OK to validation request.`,
      );
  }

  async stop(): Promise<void> {
    await this.#agent.destroy();
  }

  #send(url: string, body: string, type: string, timeoutMs: number) {
    return fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
      dispatcher: this.#agent,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
  }
}

/** Encrypted, as the service demands; plain http only to this machine, where a receiver may have no certificate. */
export const isOnThisMachine = (address: string): boolean =>
  URL.canParse(address) &&
  /^https?:$/.test(new URL(address).protocol) &&
  ['localhost', '127.0.0.1', '[::1]'].includes(new URL(address).hostname);
