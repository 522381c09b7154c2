import { timingSafeEqual } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { sha256 } from '../base/ids.js';

export interface OperationNeeds {
  /** Whether the database answers. */
  isReady(): Promise<boolean>;
  /** What is in the rows: numbers by name and label, asked for when somebody looks. */
  figures(): Promise<{ name: string; help: string; values: { labels: Record<string, string>; value: number }[] }[]>;
  /** Without one, nobody is shown metrics. */
  metricsToken?: string;
}
export interface Metrics {
  /** A call to Microsoft or Coherence. */
  called(service: string, status: number, durationMs: number): void;
}

/**
 * For whoever runs it: `/health/live` (the process answers), `/health/ready` (it can do its work) and `/metrics` for Prometheus, behind a token
 * of its own. Labels are routes, services and codes: no ids, no names.
 */
export function createOperation(needs: OperationNeeds): { serve(app: FastifyInstance): void; metrics: Metrics } {
  const register = new Registry();
  collectDefaultMetrics({ register, prefix: 'coherence_' });
  const loop = monitorEventLoopDelay({ resolution: 20 });
  const requests = new Histogram({
    name: 'coherence_http_request_seconds',
    help: 'Answers to the pages, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.01, 0.05, 0.1, 0.3, 1, 3, 10],
    registers: [register],
  });
  const calls = new Histogram({
    name: 'coherence_outbound_call_seconds',
    help: 'Calls to Microsoft and Coherence, by status (0: no answer)',
    labelNames: ['service', 'status'],
    buckets: [0.05, 0.1, 0.3, 1, 3, 10, 30],
    registers: [register],
  });
  const refused = new Counter({
    name: 'coherence_refused_metrics_total',
    help: 'Looks at the metrics without the token',
    registers: [register],
  });
  const gauges = new Map<string, Gauge>();
  loop.enable();

  async function show(): Promise<string> {
    for (const { name, help, values } of await needs.figures()) {
      const labelNames = [...new Set(values.flatMap((it) => Object.keys(it.labels)))];
      const gauge = gauges.get(name) ?? new Gauge({ name, help, labelNames, registers: [register] });
      gauges.set(name, gauge);
      gauge.reset();
      for (const { labels, value } of values) gauge.set(labels, value);
    }
    return register.metrics();
  }
  const isAllowed = (authorization: string | undefined): boolean => {
    const { metricsToken } = needs;
    if (!metricsToken) return false;
    return timingSafeEqual(Buffer.from(sha256(authorization ?? '')), Buffer.from(sha256(`Bearer ${metricsToken}`)));
  };

  return {
    metrics: { called: (service, status, ms) => calls.observe({ service, status }, ms / 1000) },
    serve(app) {
      app.addHook('onResponse', async (request, reply) => {
        const { url } = request.routeOptions;
        if (url)
          requests.observe({ method: request.method, route: url, status: reply.statusCode }, reply.elapsedTime / 1000);
      });
      app.get('/health/live', (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }));
      app.get('/health/ready', async (_request, reply) => {
        const isReady = await needs.isReady();
        return reply
          .status(isReady ? 200 : 503)
          .header('cache-control', 'no-store')
          .send({ status: isReady ? 'ok' : 'unavailable' });
      });
      app.get('/metrics', async (request, reply) => {
        if (!isAllowed(request.headers.authorization)) {
          refused.inc();
          return reply.callNotFound();
        }
        return reply
          .header('cache-control', 'no-store')
          .type(register.contentType)
          .send(await show());
      });
      app.addHook('onClose', async () => {
        loop.disable();
        register.clear();
      });
    },
  };
}
