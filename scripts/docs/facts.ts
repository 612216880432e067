/**
 * What a reader wants to know before opening a lesson is one line under its title, put together from what is true:
 *
 *   10 minutes · 350 MB of memory · servers: Redis, Kafka · to install: curl, jq, Redis, Java 17, Maven · before: […](…) · next: […](…)
 *
 * The minutes are those of "What you will learn", the megabytes were measured (npm run memory), the servers are those of package.json,
 * and what comes before and next is the learning path of the index.
 */
import { posix } from 'node:path';
import type { Files, Finding } from './files.ts';
import { INDEX, learningPath, lessonsIn } from './learning-path.ts';
import { parseMarkdown } from './markdown.ts';

const MEASURED = 'scripts/docs/memory.json';

/** Two measurements of the same thing differ by a tenth: the line says the next of these. MB */
const STEP_MB = 50;

/** Of a server or a program: what it is called, and what of it npm does not bring. On Debian and Ubuntu root gets that by apt-get, with the first start. */
interface Known {
  title: string;
  packages: string[];
  /** Run natively it asks for Java 17, and for Maven to get its jars. */
  java?: true;
}

/** By the names that `need` and `programs` take; the lab's page counts on it, too. */
export const known: Record<string, Known> = {
  postgres: { title: 'PostgreSQL', packages: [] },
  redis: { title: 'Redis', packages: ['Redis'] },
  'redis-cluster': { title: 'Redis Cluster', packages: ['Redis'] },
  rabbitmq: { title: 'RabbitMQ', packages: ['RabbitMQ'] },
  kafka: { title: 'Kafka', packages: [], java: true },
  sqs: { title: 'ElasticMQ (for SQS)', packages: [], java: true },
  dynamodb: { title: 'Dynoxide (for DynamoDB)', packages: [] },
  restate: { title: 'Restate', packages: [] },
  'restate-cluster': { title: 'Restate on three nodes', packages: [] },
  nginx: { title: 'nginx', packages: ['nginx'] },
  openssl: { title: '', packages: ['OpenSSL'] },
  prometheus: { title: 'Prometheus', packages: ['Prometheus'] },
  alertmanager: { title: 'Alertmanager', packages: ['Alertmanager'] },
};

/** `postgres-2` is a postgres. */
export const kindOf = (name: string) => name.replace(/-\d$/, '');

/** The programs that a run.sh looks for: it starts servers of its own. */
export const programsIn = (script: string): string[] =>
  /^programs ([^#\n]+)/m.exec(script)?.[1]?.trim().split(/\s+/) ?? [];

export function checkFacts(files: Files): Finding[] {
  return lessonsIn(files).flatMap(home => {
    const file = `${home}/README.md`;
    const [, blank, line] = files.get(file)!.split('\n');
    const right = factsOf(home, files);
    if ('missing' in right) return [{ file, line: 1, message: right.missing }];
    if (blank === '' && line === right.line) return [];
    return [{ file, line: 3, message: `the line under the title must be: ${right.line}` }];
  });
}

/** The line, or what is missing to say it. */
export function factsOf(home: string, files: Files): { line: string } | { missing: string } {
  const { headings } = parseMarkdown(files.get(`${home}/README.md`) ?? '');
  const minutes = headings.map(({ text }) => /^What you will learn \((\d+) minutes\)$/.exec(text)?.[1]).find(Boolean);
  if (!minutes) return { missing: 'does not say how long it takes: "## What you will learn (10 minutes)"' };
  const megabytes = JSON.parse(files.get(MEASURED) ?? '{}')[home]?.megabytes;
  const needed = [...declared(home, files), ...programsIn(files.get(`${home}/run.sh`) ?? '')];
  const unknown = needed.find(name => !known[kindOf(name)]);
  if (unknown) return { missing: `needs ${unknown}, of which facts.ts does not know what is to be installed` };
  const install = ['curl', 'jq', ...needed.flatMap(name => toInstall(known[kindOf(name)]!))];
  const path = learningPath(files);
  const at = path.indexOf(home);
  const parts = [
    `${minutes} minutes`,
    megabytes ? `${Math.ceil(megabytes / STEP_MB) * STEP_MB} MB of memory` : 'memory not measured', // npm run memory -- <folder>
    `servers: ${counted(needed.map(name => known[kindOf(name)]!.title)) || 'none'}`,
    `to install: ${[...new Set(install)].join(', ')}`,
    `before: ${linked(path[at - 1], home)}`,
    `next: ${linked(at < 0 ? undefined : path[at + 1], home)}`,
  ];
  return { line: parts.join(' · ') };
}

const declared = (home: string, files: Files): string[] =>
  JSON.parse(files.get(`${home}/package.json`) ?? '{}').lab?.servers ?? [];

const toInstall = ({ packages, java }: Known) => [...packages, ...(java ? ['Java 17', 'Maven'] : [])];

/** `PostgreSQL × 2, Redis` */
function counted(titles: string[]): string {
  const each = [...new Set(titles.filter(Boolean))];
  return each
    .map(title => ({ title, count: titles.filter(other => other === title).length }))
    .map(({ title, count }) => (count > 1 ? `${title} × ${count}` : title))
    .join(', ');
}

/** A lesson by the name of its folder; before the first and after the last one there is the index. */
function linked(lesson: string | undefined, home: string): string {
  const target = lesson ? `${lesson}/README.md` : INDEX;
  return `[${lesson ? posix.basename(lesson) : 'index'}](${posix.relative(home, target)})`;
}
