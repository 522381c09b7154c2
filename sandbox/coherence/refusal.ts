/** What Coherence refuses, as its error body says it. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details?: object,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** What is not there, as for any path nobody serves. */
export const noSuchPath = { status: 404, body: { error: { code: 'not_found', message: 'No such path.' } } };
