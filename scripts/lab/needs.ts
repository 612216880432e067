/** What must be on a machine beside npm, to run a lesson without Docker. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kinds } from '../servers/registry.ts';

const repo = join(import.meta.dirname, '../..');

/** By kind of server: what its native provider asks the system for. npm brings the others. */
const asked: Record<string, string[]> = {
  postgres: [],
  redis: ['Redis'],
  'redis-cluster': ['Redis'],
  rabbitmq: ['RabbitMQ'],
  kafka: ['Java'],
  sqs: ['Java'],
  dynamodb: [],
  restate: [],
  'restate-cluster': [],
};

/** By name in `programs …` of a run.sh. */
const programs: Record<string, string[]> = {
  postgres: [],
  redis: ['Redis'],
  nginx: ['nginx'],
  openssl: ['OpenSSL'],
  prometheus: ['Prometheus'],
  alertmanager: ['Alertmanager'],
};

/** What servers of the lab need. Throws for one that nobody has said it of. */
export function neededBy(servers: string[]): string[] {
  return unique(servers.flatMap(server => known(asked, server.replace(/-\d$/, ''))));
}

/** What a lesson needs: its servers, and the programs that its run.sh looks for. */
export function neededByLesson(home: string, servers: string[]): string[] {
  const script = readFileSync(join(repo, home, 'run.sh'), 'utf8');
  const names = /^programs ([^#\n]+)/m.exec(script)?.[1]?.trim().split(/\s+/) ?? [];
  return unique([...neededBy(servers), ...names.flatMap(name => known(programs, name))]);
}

/** `npm`, `packages` or `Java`: the most that it asks for. Docker takes the place of Java, and of servers. */
export const levelOf = (needs: string[]): Level =>
  needs.includes('Java') ? 'Java' : needs.length ? 'packages' : 'npm';

export const LEVELS = ['npm', 'packages', 'Java'] as const;
export type Level = (typeof LEVELS)[number];

/** `3: redis, 2 × postgres`: so many servers, and of each kind how many, where that is more than one. */
export function partsInWords(servers: string[]): string {
  const counted = Map.groupBy(servers, server => server.replace(/-\d$/, ''));
  const said = [...counted].map(([kind, all]) => (all.length > 1 ? `${all.length} × ${kind}` : kind));
  return `${servers.length}: ${said.join(', ')}`;
}

/** Every kind of server, so that a test can see that none is missing here. */
export const kindsWithoutNeeds = () => Object.keys(kinds).filter(kind => !(kind in asked));

function known(all: Record<string, string[]>, name: string): string[] {
  const found = all[name];
  if (!found) throw new Error(`scripts/lab/needs.ts does not say what ${name} needs`);
  return found;
}

const unique = (all: string[]) => [...new Set(all)];
