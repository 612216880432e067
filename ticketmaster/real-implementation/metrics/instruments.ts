import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/**
 * What this process counts while it works. Names and labels are Prometheus' conventions: seconds, `_total`, and only labels with few values,
 * so that no visitor can make more series. A histogram counts as well: its `_count` by outcome is how many holds were won and lost.
 */
export function instruments() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry }); // memory, CPU, garbage, and how late the event loop is
  return {
    registry,
    requests: new Histogram({
      ...{
        name: 'http_request_duration_seconds',
        help: 'Requests by the pattern of their route; streams are not timed',
      },
      ...{ labelNames: ['method', 'route', 'status'] as const, registers },
      buckets: [0.005, 0.02, 0.1, 0.5, 2.5],
    }),
    bookings: new Histogram({
      name: 'booking_duration_seconds',
      help: 'Holds and confirms: won; lost to another buyer; refused otherwise; failed by us',
      ...{ labelNames: ['step', 'outcome'] as const, registers },
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    }),
    batches: new Histogram({
      ...{ name: 'hold_batch_size', help: 'Orders in one statement of holds', registers },
      buckets: [1, 2, 4, 8, 16, 32, 64, 128],
    }),
    admissions: new Counter({
      ...{ name: 'waiting_room_admissions_total', help: 'Admissions that this process has told', registers },
    }),
    failedOpen: new Counter({
      ...{
        name: 'waiting_room_failed_open_total',
        help: 'Holds that came while Redis was away, at events that fail open',
      },
      ...{ labelNames: ['outcome'] as const, registers },
    }),
    behind: new Counter({
      ...{ name: 'seat_map_resyncs_total', help: 'Maps that lacked a change when compared with their rows', registers },
    }),
    overLimit: new Counter({
      ...{ name: 'requests_over_limit_total', help: 'Answered 429: a session, or a network, asked too often' },
      ...{ labelNames: ['whose'] as const, registers },
    }),
    provider: new Histogram({
      ...{ name: 'provider_call_duration_seconds', help: 'Calls to the payment provider, and what they came to' },
      ...{ labelNames: ['call', 'outcome'] as const, registers },
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    }),
  };
}

export type Instruments = ReturnType<typeof instruments>;

type Labels = Record<string, string>;
export interface Gauged {
  name: string;
  help: string;
  labelNames?: string[];
}

/** A gauge that is looked at when somebody asks; what cannot be looked at is left out, and is no zero. */
export function lookedAt(registry: Registry, gauge: Gauged, look: () => Promise<[Labels, number][]>): void {
  new Gauge({
    ...{ ...gauge, registers: [registry] },
    async collect() {
      const values = await look().catch(() => []);
      this.reset();
      if (!gauge.labelNames) this.remove(); // or one without labels would stand at zero
      for (const [labels, value] of values) this.set(labels, value);
    },
  });
}
