import type { IncomingMessage } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { causeOf } from '../../contract/diagnoses/rules.js';
import type { Problem } from '../../contract/errors.js';
import { sleep } from '../base/clock.js';
import { AppError, toAppError } from '../base/errors.js';

/** Any failure as problem details (RFC 9457). What was not foreseen says nothing of the inside. */
export function toProblem(thrown: unknown, requestId: string): Problem {
  const error = sort(thrown);
  const known = causeOf(error.code, error.source);
  const diagnosis = error.diagnosis ?? (known && { cause: known });
  return {
    type: `https://coherence-365.example/problems/${error.code}`,
    title: error.spec.remedy,
    status: error.spec.status,
    detail: error.message,
    code: error.code,
    source: error.source,
    requestId,
    ...(error.field ? { field: error.field } : {}),
    ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
    ...(error.claims ? { claims: error.claims } : {}),
    ...(error.consentUrl ? { consentUrl: error.consentUrl } : {}),
    ...(diagnosis ? { diagnosis } : {}),
  };
}

function sort(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (hasZodFastifySchemaValidationErrors(thrown)) {
    const [first] = thrown.validation;
    const field =
      (first?.instancePath ?? '').replace(/^\//, '').replace(/\//g, '.') ||
      String((first?.params as { issue?: { keys?: string[] } } | undefined)?.issue?.keys?.[0] ?? '');
    return new AppError(
      'invalid_request',
      `${field ? `"${field}"` : 'The request'} does not fit: ${first?.message ?? 'unknown'}.`,
      { source: 'request', field: field || 'body' },
    );
  }
  const { statusCode, code } = thrown as FastifyError;
  if (statusCode === 413) return new AppError('too_large', 'The request is too large.', { source: 'request' });
  if (statusCode === 415 || statusCode === 400 || code === 'FST_ERR_CTP_INVALID_JSON_BODY')
    return new AppError('invalid_request', 'The body is not valid JSON.', { source: 'request', field: 'body' });
  // A path that would leave the folder of the pages is as if nothing were there.
  if (statusCode === 403 || statusCode === 404)
    return new AppError('not_found', 'There is nothing at this address.', { source: 'request' });
  return toAppError(thrown);
}

export async function sendProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const problem = toProblem(thrown, request.id);
  if (problem.code === 'too_large' && problem.source === 'request') await drain(request.raw);
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds);
  if (problem.status === 401)
    reply.header(
      'www-authenticate',
      `Bearer error="invalid_token"${problem.claims ? `, error="insufficient_claims", claims="${Buffer.from(problem.claims).toString('base64')}"` : ''}`,
    );
  await reply
    .status(problem.status)
    .type('application/problem+json')
    .serializer((it: unknown) => JSON.stringify(it))
    .send(problem);
}

const drainLimitMs = 2_000;
/** Takes what is still being sent: closing the connection on it would lose the answer on its way. */
async function drain(request: IncomingMessage): Promise<void> {
  if (request.readableEnded) return;
  const ended = new AbortController();
  request.once('end', () => ended.abort()).once('close', () => ended.abort());
  request.resume();
  await sleep(drainLimitMs, ended.signal).catch(() => undefined);
}
