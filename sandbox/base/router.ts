import type { Answer, Exchange, Handler } from './exchange.js';

/** Handlers by method and path; `:name` stands for one segment, decoded; `*` at the end for the rest. */
export class Router {
  readonly #routes: { method: string; pattern: RegExp; handler: Handler }[] = [];

  on(method: string, path: string, handler: Handler): this {
    const source = path
      .replace(/[.$()]/g, '\\$&')
      .replace(/:(\w+)/g, '(?<$1>[^/]+)')
      .replace(/\*$/, '(?<rest>.*)');
    this.#routes.push({ method, pattern: new RegExp(`^${source}/?$`, 'i'), handler });
    return this;
  }

  /** The answer of the first route that fits; undefined when none does. A known path with another method is a 405. */
  async route(exchange: Exchange): Promise<Answer | undefined> {
    let otherMethod = false;
    for (const { method, pattern, handler } of this.#routes) {
      const match = pattern.exec(exchange.path);
      if (!match) continue;
      if (method !== exchange.method) {
        otherMethod = true;
        continue;
      }
      const params = Object.fromEntries(
        Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
      );
      return handler(exchange, params);
    }
    return otherMethod
      ? {
          status: 405,
          body: { error: { code: 'methodNotAllowed', message: 'The method is not allowed for this path.' } },
        }
      : undefined;
  }
}
