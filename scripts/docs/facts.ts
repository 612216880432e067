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

/** What is called how, and what of it npm does not bring: on Debian and Ubuntu root gets it by apt-get, with the first start. */
const known: Record<string, { title: string; install: string[] }> = {
  postgres: { title: 'PostgreSQL', install: [] },
  redis: { title: 'Redis', install: ['Redis'] },
  'redis-cluster': { title: 'Redis Cluster', install: ['Redis'] },
  rabbitmq: { title: 'RabbitMQ', install: ['RabbitMQ'] },
  kafka: { title: 'Kafka', install: ['Java 17', 'Maven'] },
  sqs: { title: 'ElasticMQ (for SQS)', install: ['Java 17', 'Maven'] },
  dynamodb: { title: 'Dynoxide (for DynamoDB)', install: [] },
  nginx: { title: 'nginx', install: ['nginx'] },
  openssl: { title: '', install: ['OpenSSL'] },
  prometheus: { title: 'Prometheus', install: ['Prometheus'] },
  alertmanager: { title: 'Alertmanager', install: ['Alertmanager'] },
};

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
  const needed = [...declared(home, files), ...startedByItself(home, files)];
  const unknown = needed.find(name => !known[kindOf(name)]);
  if (unknown) return { missing: `needs ${unknown}, of which facts.ts does not know what is to be installed` };
  const install = ['curl', 'jq', ...needed.flatMap(name => known[kindOf(name)]!.install)];
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

/** The programs of a lesson that starts servers of its own. */
const startedByItself = (home: string, files: Files): string[] =>
  /^programs (.*)$/m.exec(files.get(`${home}/run.sh`) ?? '')?.[1]?.split(' ') ?? [];

/** `postgres-2` is a postgres. */
const kindOf = (name: string) => name.replace(/-\d$/, '');

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
