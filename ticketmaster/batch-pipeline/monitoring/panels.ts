/** One chart: what it shows, in which unit, and by which queries. */
export interface Panel {
  title: string;
  unit: 's' | 'jobs' | '1/s' | 'share' | 'processes';
  /** By what is told apart: a query of Prometheus. */
  queries: Record<string, string>;
}

const rate = (metric: string) => `sum(rate(${metric}[30s]))`;
const quantile = (q: number) => `histogram_quantile(${q}, sum by (le) (rate(artwork_latency_seconds_bucket[30s])))`;

/** What there is to see: the page of this folder draws them, and grafana.json is made of them. */
export const panels: Panel[] = [
  {
    ...{ title: 'Jobs that wait', unit: 'jobs' },
    queries: { high: waiting('high'), normal: waiting('normal'), low: waiting('low') },
  },
  { ...{ title: 'Age of the oldest job', unit: 's' }, queries: { oldest: 'max(artworks_oldest_wait_seconds)' } },
  {
    ...{ title: 'From wish to picture', unit: 's' },
    queries: { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) },
  },
  {
    ...{ title: 'Attempts', unit: '1/s' },
    queries: {
      done: rate('artwork_attempt_duration_seconds_count{outcome="done"}'),
      missed: rate('artwork_attempt_duration_seconds_count{outcome="missed"}'),
      'of no effect': rate('artwork_attempt_duration_seconds_count{outcome="of no effect"}'),
    },
  },
  {
    ...{ title: 'Wishes that need no worker', unit: 'share' },
    queries: { cached: `${rate('artworks_submitted_total{outcome="cached"}')} / ${rate('artworks_submitted_total')}` },
  },
  {
    ...{ title: 'Answers that are errors of ours', unit: 'share' },
    queries: {
      errors: `(${rate('http_request_duration_seconds_count{job="api", status="5xx"}')} or vector(0)) / ${rate('http_request_duration_seconds_count{job="api"}')}`,
    },
  },
  {
    ...{ title: 'Behind in Kafka', unit: 'jobs' },
    queries: { jobs: 'max(artworks_kafka_lag)' },
  },
  {
    ...{ title: 'Processes that answer', unit: 'processes' },
    queries: { api: up('api'), worker: up('worker'), store: up('store') },
  },
];

/** Every API sees the same queue, one a moment before the other. */
function waiting(priority: string): string {
  return `max(artworks_waiting{priority="${priority}"})`;
}

function up(job: string): string {
  return `sum(up{job="${job}"})`;
}
