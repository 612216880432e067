/** Lines of the document, and what of the drawing answers each: [line, what is wrong, [] when nothing is]. */
import { type Check, differ, type Promised } from '@ticketmaster/diagrams/legible.fixture';
import { contains, type Drawing, ends } from '@ticketmaster/diagrams/seen.fixture';

const COMPONENTS: Record<string, string[]> = {
  'User & API Layer': [
    ...['Game Client (Web/Mobile)', 'Load Balancer (AWS ALB)', 'Crafterse Backend API'],
    'Authentication & Rate Limiting',
  ],
  'Kubernetes Cluster Layer': [
    ...['EKS Control Plane', 'Worker Nodes (2x t3.medium)', 'GPU Node (1x g4dn.xlarge with T4 GPU)'],
    'Auto-scaling Configuration',
  ],
  'AI Processing Layer': [
    ...['Custom Stable Diffusion Pods', 'GPU-accelerated inference', 'Model optimization layer'],
    'Batch processing queues',
  ],
  'Message Queue Layer': [
    ...['Apache Kafka Cluster (2x brokers)', 'High-throughput processing', 'Topic-based routing'],
    'Message persistence',
  ],
  'Data & Monitoring Layer': [
    ...['Redis Cluster (Multi-AZ)', 'Persistent storage (EBS gp3)', 'Prometheus monitoring', 'Grafana dashboards'],
    'AlertManager notifications',
  ],
};

export const saidBy = (drawing: Drawing, id: string) => ['name', 'note'].map(kind => drawing.words(id, kind)).join(' ');

/** The nth box of a layer says this, and stands in the column of that layer, below the one before. */
const stands =
  (layer: number, nth: number, words: string): Check =>
  drawing => {
    const boxes = drawing.boxes.filter(box => box.layer === layer + 1).toSorted((a, b) => a.y - b.y);
    const box = boxes[nth];
    if (!box) return [`layer ${layer + 1} has no box for '${words}'`];
    const column = drawing.elements.find(({ tag, group }) => tag === 'rect' && group === `layer-${layer + 1}`);
    const said = saidBy(drawing, box.id);
    return [
      ...(said === words || said.startsWith(`${words} `) ? [] : [`'${said}' is not '${words}'`]),
      ...(column && contains(column.rectangle, box) ? [] : [`'${words}' stands outside of its layer`]),
    ];
  };

export const MAIN_COMPONENTS = Object.entries(COMPONENTS).flatMap(([title, lines], layer): Promised[] => [
  [title, drawing => differ('the title', drawing.words(`layer-${layer + 1}`, 'layer'), title)],
  ...lines.map((line, nth): Promised => [line, stands(layer, nth, line)]),
]);

const detail = (what: string, id: string, words: string): Promised => [
  `${what}: "${words}"`,
  drawing => (saidBy(drawing, id).endsWith(` ${words}`) ? [] : [`${id} says '${saidBy(drawing, id)}'`]),
];

export const COMPONENT_DETAILS = [
  detail('EKS Cluster', 'control-plane', '2x t3.medium nodes, auto-scaling enabled'),
  detail('GPU Node', 'gpu-node', 'g4dn.xlarge, T4 GPU, 16GB memory'),
  detail('Kafka Cluster', 'kafka', '2x t3.small brokers, high-throughput'),
  detail('Redis Cluster', 'redis', 't3.small x2, replication enabled'),
  detail('Storage', 'storage', 'EBS gp3, 3,000 IOPS, 125MB/s throughput'),
  detail('Monitoring', 'prometheus', 'Prometheus + Grafana + AlertManager'),
];

/** All boxes in this colour, and what the legend says of it. */
const coloured = (what: string, name: string, colour: string, ids: string): Promised => [
  `${what}: ${name} (${colour})`,
  drawing => {
    const boxes = drawing.boxes.filter(({ fill }) => fill === colour).map(({ id }) => id);
    const legend = drawing.elements.filter(({ group }) => group === 'legend');
    const nth = legend.findIndex(({ tag, attributes }) => tag === 'rect' && attributes.fill === colour);
    return [...differ(`all in ${colour}`, boxes.join(' '), ids), ...differ('the legend', legend[nth + 1]?.text, what)];
  },
];

export const COLOR_SCHEME = [
  coloured('Kubernetes cluster', 'Blue', '#3498db', 'control-plane workers scaling'),
  coloured('GPU processing', 'Green', '#27ae60', 'gpu-node pods inference optimization batches'),
  coloured('Kafka streaming', 'Orange', '#f39c12', 'kafka throughput routing persistence'),
  coloured('Storage layer', 'Purple', '#9b59b6', 'redis storage'),
  coloured('Monitoring', 'Gray', '#95a5a6', 'prometheus grafana alerts'),
  coloured('Load balancers', 'Cyan', '#17a2b8', 'balancer'),
];

const FLOW: [sentence: string, ...arrows: [from: string, to: string][]][] = [
  ['User submits weapon generation request via game client', ['client', 'balancer']],
  ['Load balancer distributes to Crafterse backend API', ['balancer', 'api']],
  [
    'API validates request and forwards to Kubernetes service',
    ...([
      ['api', 'authentication'],
      ['authentication', 'workers'],
    ] as [string, string][]),
  ],
  ['Kubernetes routes to appropriate GPU-enabled pods', ['workers', 'pods']],
  ['Custom Stable Diffusion processes image generation', ['pods', 'inference']],
  ['Kafka handles batch processing and result queuing', ['batches', 'kafka']],
  ['Redis caches generated assets for fast retrieval', ['kafka', 'redis']],
  ['Persistent storage saves assets to EBS volumes', ['kafka', 'storage']],
  ['Prometheus monitors performance and health', ['gpu-node', 'prometheus']],
  ['Grafana displays real-time metrics and dashboards', ['prometheus', 'grafana']],
  ['Asset delivered via CDN with monitoring alerts', ['storage', 'client'], ['prometheus', 'alerts']],
];

/** The sentence beside its number, and the same number on the arrows that do it, wherever their names say they lead. */
export const DATA_FLOW = FLOW.map(
  ([sentence, ...arrows], nth): Promised => [
    `${nth + 1}. ${sentence}`,
    drawing => {
      const number = `${nth + 1}`;
      const numbered = drawing.arrows.filter(({ label }) => label.split(' ')[0] === number);
      return [
        ...differ('the step', drawing.words(`step-${number}`, 'sentence'), sentence),
        ...differ('its number', drawing.words(`step-${number}`, 'step'), number),
        ...differ(
          'its arrows',
          numbered.map(arrow => ends(drawing, arrow)),
          arrows,
        ),
      ];
    },
  ],
);

const METRICS: [line: string, ...rows: string[]][] = [
  ['Generation Speed: 10-25s (GPU-optimized)'],
  ['Throughput: 500-1,000 images/hour (single GPU)', '500 an hour from one', '1,000 an hour from one'],
  ['Multi-GPU: 5,000+ images/hour potential', '5,000 an hour and more'],
  ['Latency P50: 15s (excellent performance)', 'P50 15 s'],
  ['Latency P95: 30s (good reliability)', 'P95 30 s'],
  ['Latency P99: 45s (consistent performance)', 'P99 45 s'],
  ['Cost: $435/month (optimized)', '$435 a month'],
  ['Uptime: 99.5% (high availability)', '99.5 % uptime'],
];

/** The claim in a card, and in the same card what `tables.md` of the simulation has in the rows that answer it. */
export const performanceMetrics = (tables: string): Promised[] =>
  METRICS.map(([line, ...rows]) => [
    line,
    drawing => {
      const name = line.split(':')[0]!;
      const said = (kind: string) => drawing.words(`metric-${name.toLowerCase().replaceAll(' ', '-')}`, kind);
      const answers = rows.map(row => tables.split('\n').find(one => one.startsWith('| S4-') && one.includes(row)));
      const cells = answers.flatMap(answer => answer?.replaceAll('**', '').split(' | ').slice(1, 3) ?? ['no such row']);
      const missing = cells.filter(words => !`${said('found')} ${said('reached')}`.includes(words));
      return [
        ...differ('the claim', `${said('metric')}: ${said('value')} ${said('rest')}`, line),
        ...missing.map(words => `the card of ${name} does not say '${words}'`),
        ...(rows.length || said('reached') === 'reached: not measured' ? [] : [`${name} is not said to be unmeasured`]),
      ];
    },
  ]);

const listed = (id: string, lines: string[]) =>
  lines.map(
    (line, nth): Promised => [
      line,
      drawing =>
        differ(`line ${nth + 1} of ${id}`, drawing.texts.filter(text => text.group === id)[nth + 1]?.text, line),
    ],
  );

export const COMPLEXITY_INDICATORS = listed('complexity', [
  ...['Self-managed Kubernetes cluster', 'Custom GPU pod configurations', 'Multi-service orchestration'],
  ...['Advanced monitoring stack', 'CI/CD pipeline integration'],
]);

export const KEY_BENEFITS = listed('benefits', [
  ...['Full control over infrastructure', 'GPU acceleration for fast processing', 'Auto-scaling capabilities'],
  ...['Custom optimizations possible', 'Enterprise-grade monitoring', 'Production-ready architecture'],
  'High performance and reliability',
]);
