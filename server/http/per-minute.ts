import type { RateLimitOptions } from '@fastify/rate-limit';
import { AppError } from '../base/errors.js';

/** So many requests a minute; who sends more is refused with this sentence, and told when it goes on. */
export const perMinute = (max: number, sentence: string) =>
  ({
    max,
    timeWindow: '1 minute',
    errorResponseBuilder: (_request, { ttl }) =>
      new AppError('throttled', sentence, { source: 'request', retryAfterSeconds: Math.ceil(ttl / 1000) }),
  }) satisfies RateLimitOptions;
