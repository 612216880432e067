import { type Request, type RequestHandler, Router } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Of one process: what it counts, and GET /metrics. Names are Prometheus' conventions; labels have few values, whatever a client sends. */
export function instruments() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    ...{ name: 'http_request_duration_seconds', help: 'Requests by the pattern of their route; streams are not timed' },
    ...{ labelNames: ['method', 'route', 'status'] as const, registers, buckets: [0.005, 0.02, 0.1, 0.5, 2.5] },
  });

  const counted: RequestHandler = (request, response, next) => {
    const end = requests.startTimer();
    response.on('finish', () => {
      const route = patternOf(request);
      if (!route.endsWith('/stream'))
        end({ method: request.method, route, status: `${Math.floor(response.statusCode / 100)}xx` });
    });
    next();
  };

  return {
    registry,
    /** In the way of each request. */
    counted,
    routes: Router().get('/metrics', async (_request, response) => {
      response.setHeader('content-type', registry.contentType);
      response.end(await registry.metrics());
    }),
  };
}

export type Instruments = ReturnType<typeof instruments>;

const patternOf = ({ route }: Request): string => (typeof route?.path === 'string' ? route.path : 'none');

/** What an API counts. */
export const submissions = ({ registry }: Instruments) =>
  new Counter({
    ...{ name: 'artworks_submitted_total', help: 'New wishes: queued, or answered by what was there already' },
    ...{ labelNames: ['outcome'] as const, registers: [registry] },
  });

/** Gauges that are looked at when somebody asks; what cannot be looked at is left out, and is no zero. */
export function lookedAt(
  { registry }: Instruments,
  gauge: { name: string; help: string; labelNames?: string[] },
  look: () => Promise<[Record<string, string>, number][]>,
): void {
  new Gauge({
    ...{ ...gauge, registers: [registry] },
    async collect() {
      const values = await look().catch(() => []);
      this.reset();
      if (!gauge.labelNames) this.remove();
      for (const [labels, value] of values) this.set(labels, value);
    },
  });
}

/** What a worker counts. */
export function renderings({ registry }: Instruments) {
  const registers = [registry];
  const attempts = new Histogram({
    ...{ name: 'artwork_attempt_duration_seconds', help: 'From a claim to its end: done, missed, or of no effect' },
    ...{ labelNames: ['outcome'] as const, registers, buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 45] },
  });
  const latency = new Histogram({
    ...{ name: 'artwork_latency_seconds', help: 'From the wish of a client to its picture, where a worker was needed' },
    ...{ labelNames: ['priority'] as const, registers, buckets: [0.5, 1, 2.5, 5, 10, 15, 30, 45, 90, 180] },
  });
  const failures = new Counter({
    ...{ name: 'artworks_failed_total', help: 'Jobs that were put aside after their last attempt', registers },
  });
  return { attempts, latency, failures };
}
export type Renderings = ReturnType<typeof renderings>;
