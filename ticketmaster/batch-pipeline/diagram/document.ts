/** What the drawing says: layers, boxes, steps and claims, in the order and the words of the document that asks for it. */
import { INK } from '@ticketmaster/diagrams/texts';
import type { Icon } from './icons.ts';

export const COLOURS = {
  kubernetes: '#3498db',
  gpu: '#27ae60',
  kafka: '#f39c12',
  storage: '#9b59b6',
  monitoring: '#95a5a6',
  balancer: '#17a2b8',
  /** The document gives clients and the API no colour. */
  other: '#34495e',
  boundary: '#B91C1C',
  text: INK,
} as const;

export type Colour = keyof typeof COLOURS;

export interface Box {
  name: string[];
  /** What the document adds in brackets, and its component details. */
  note?: string[];
  icon: Icon;
  colour: Colour;
}

const box = (colour: Colour, icon: Icon, name: string[], ...note: string[]): Box => ({
  ...{ colour, icon, name },
  ...(note.length && { note }),
});

const USER_AND_API = {
  client: box('other', 'person', ['Game Client'], '(Web/Mobile)'),
  balancer: box('balancer', 'network', ['Load Balancer'], '(AWS ALB)'),
  api: box('other', 'server', ['Crafterse', 'Backend API']),
  authentication: box('other', 'lock', ['Authentication', '& Rate Limiting']),
};

const KUBERNETES = {
  'control-plane': box('kubernetes', 'wheel', ['EKS Control Plane'], '2x t3.medium nodes,', 'auto-scaling enabled'),
  workers: box('kubernetes', 'server', ['Worker Nodes'], '(2x t3.medium)'),
  'gpu-node': box('gpu', 'chip', ['GPU Node'], '(1x g4dn.xlarge with T4 GPU)', 'g4dn.xlarge, T4 GPU,', '16GB memory'),
  scaling: box('kubernetes', 'scale', ['Auto-scaling', 'Configuration']),
};

const PROCESSING = {
  pods: box('gpu', 'cube', ['Custom Stable', 'Diffusion Pods']),
  inference: box('gpu', 'bolt', ['GPU-accelerated', 'inference']),
  optimization: box('gpu', 'sliders', ['Model optimization', 'layer']),
  batches: box('gpu', 'stack', ['Batch processing', 'queues']),
};

const QUEUE = {
  kafka: box('kafka', 'stream', ['Apache Kafka Cluster'], '(2x brokers)', '2x t3.small brokers,', 'high-throughput'),
  throughput: box('kafka', 'fast', ['High-throughput', 'processing']),
  routing: box('kafka', 'fork', ['Topic-based', 'routing']),
  persistence: box('kafka', 'database', ['Message', 'persistence']),
};

const DATA = {
  redis: box('storage', 'bolt', ['Redis Cluster'], '(Multi-AZ)', 't3.small x2,', 'replication enabled'),
  storage: box(
    'storage',
    'database',
    ['Persistent storage'],
    '(EBS gp3)',
    'EBS gp3, 3,000 IOPS,',
    '125MB/s throughput',
  ),
  prometheus: box('monitoring', 'pulse', ['Prometheus', 'monitoring'], 'Prometheus + Grafana', '+ AlertManager'),
  grafana: box('monitoring', 'bars', ['Grafana', 'dashboards']),
  alerts: box('monitoring', 'notification', ['AlertManager', 'notifications']),
};

export const BOXES = { ...USER_AND_API, ...KUBERNETES, ...PROCESSING, ...QUEUE, ...DATA };
export type BoxId = keyof typeof BOXES;

const idsOf = (boxes: Partial<Record<BoxId, Box>>) => Object.keys(boxes) as BoxId[];

export const LAYERS: [title: string, boxes: BoxId[]][] = [
  ['User & API Layer', idsOf(USER_AND_API)],
  ['Kubernetes Cluster Layer', idsOf(KUBERNETES)],
  ['AI Processing Layer', idsOf(PROCESSING)],
  ['Message Queue Layer', idsOf(QUEUE)],
  ['Data & Monitoring Layer', idsOf(DATA)],
];

/** The document says "security boundaries indicated", and not where: these follow who may speak to whom in the lab's manifests. */
export const BOUNDARIES: Record<string, [title: string, boxes: BoxId[]]> = {
  internet: ['Public internet', ['client']],
  door: ['Public: requests come in here', ['balancer']],
  api: ['Private: keys and limits', ['api', 'authentication']],
  cluster: ['Private: the nodes of the cluster and their pods', [...idsOf(KUBERNETES), ...idsOf(PROCESSING)]],
  messages: ['Private: for API and pods only', idsOf(QUEUE)],
  data: ['Private: for API and pods only', ['redis', 'storage']],
  monitoring: ['Private: reads metrics only', ['prometheus', 'grafana', 'alerts']],
};

export const STEPS = [
  'User submits weapon generation request via game client',
  'Load balancer distributes to Crafterse backend API',
  'API validates request and forwards to Kubernetes service',
  'Kubernetes routes to appropriate GPU-enabled pods',
  'Custom Stable Diffusion processes image generation',
  'Kafka handles batch processing and result queuing',
  'Redis caches generated assets for fast retrieval',
  'Persistent storage saves assets to EBS volumes',
  'Prometheus monitors performance and health',
  'Grafana displays real-time metrics and dashboards',
  'Asset delivered via CDN with monitoring alerts',
];

export interface Claim {
  name: string;
  value: string;
  rest: string;
  /** The rows of the simulation's first table that answer it. */
  rows: string[];
}

export const CLAIMS: Claim[] = [
  { name: 'Generation Speed', value: '10-25s', rest: '(GPU-optimized)', rows: [] },
  {
    ...{ name: 'Throughput', value: '500-1,000', rest: 'images/hour (single GPU)' },
    rows: ['500 an hour from one GPU', '1,000 an hour from one GPU'],
  },
  {
    ...{ name: 'Multi-GPU', value: '5,000+', rest: 'images/hour potential' },
    rows: ['5,000 an hour and more from several'],
  },
  { name: 'Latency P50', value: '15s', rest: '(excellent performance)', rows: ['P50 15 s'] },
  { name: 'Latency P95', value: '30s', rest: '(good reliability)', rows: ['P95 30 s'] },
  { name: 'Latency P99', value: '45s', rest: '(consistent performance)', rows: ['P99 45 s'] },
  { name: 'Cost', value: '$435/month', rest: '(optimized)', rows: ['$435 a month'] },
  { name: 'Uptime', value: '99.5%', rest: '(high availability)', rows: ['99.5 % uptime'] },
];

export const COMPLEXITY = [
  'Self-managed Kubernetes cluster',
  'Custom GPU pod configurations',
  'Multi-service orchestration',
  'Advanced monitoring stack',
  'CI/CD pipeline integration',
];

export const BENEFITS = [
  'Full control over infrastructure',
  'GPU acceleration for fast processing',
  'Auto-scaling capabilities',
  'Custom optimizations possible',
  'Enterprise-grade monitoring',
  'Production-ready architecture',
  'High performance and reliability',
];

export const LEGEND: [words: string, colour: Colour][] = [
  ['Kubernetes cluster', 'kubernetes'],
  ['GPU processing', 'gpu'],
  ['Kafka streaming', 'kafka'],
  ['Storage layer', 'storage'],
  ['Monitoring', 'monitoring'],
  ['Load balancers', 'balancer'],
];
