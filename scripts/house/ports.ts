import type { Checkout, Finding } from './checkout.ts';
import { placeOf, subprojectsOf } from './places.ts';
import { lineAt, withoutComments } from './source.ts';

/** Each server has a port of its own, so that all may run at once. A second one is that of the lesson's user app. */
export const portsOf: Record<string, number[]> = {
  'simplest-implementation': [3600],
  'real-implementation': [3700],
  'tech-waiting-room/redis-streams': [3101],
  'tech-waiting-room/kafka': [3102],
  'tech-waiting-room/rabbitmq': [3103],
  'tech-waiting-room/sqs': [3104],
  'tech-notifications/webhook': [3201, 3211],
  'tech-notifications/app': [3202, 3212],
  'tech-notifications/sse': [3203, 3213],
  'tech-locking-and-transactions/postgres': [3301],
  'tech-locking-and-transactions/dynamodb': [3302],
  'tech-locking-and-transactions/redlock': [3303],
  'tech-locking-and-transactions/saga': [3304],
  'tech-locking-and-transactions/two-phase-commit': [3305],
  'tech-caching-hotkeys/*': [3401], // the one lesson of its family
  'tech-two-phase-payments/provider': [3502],
  'tech-two-phase-payments/*': [3501],
};

/** Every subproject's server.ts asks for its own port, no two servers for the same, and run.sh speaks of no other's. */
export function portsAreOnesOwn(checkout: Checkout): Finding[] {
  const takenBy = new Map<number, string>();
  const perServer = subprojectsOf(checkout).flatMap(home => {
    const own = assignedTo(home);
    const main = `${home}/server.ts`;
    if (!own) return [{ file: home, message: 'has no port: give it one in scripts/house/ports.ts' }];
    const asked = [...checkout.files].flatMap(([file, text]) => portsAskedIn(home, file, text));
    const wrong = asked.flatMap(({ file, line, port }): Finding[] => {
      const other = takenBy.get(port);
      takenBy.set(port, file);
      if (!own.includes(port)) return [{ file, line, message: `asks for port ${port}, and has ${own.join(' and ')}` }];
      return other ? [{ file, line, message: `asks for port ${port}, and so does ${other}` }] : [];
    });
    const asksForIt = asked.some(({ file, port }) => file === main && port === own[0]);
    return asksForIt ? wrong : [...wrong, { file: main, message: `does not say 'PORT', ${own[0]}` }];
  });
  return [...perServer, ...[...checkout.files].flatMap(([file, text]) => foreignPortsIn(file, text))];
}

function assignedTo(home: string): number[] | undefined {
  const name = home.slice('ticketmaster/'.length);
  return portsOf[name] ?? portsOf[name.replace(/\/[^/]+$/, '/*')];
}

function portsAskedIn(home: string, file: string, text: string) {
  if (!file.startsWith(`${home}/`) || !file.endsWith('/server.ts')) return [];
  const code = withoutComments(text);
  return [...code.matchAll(/'(?:\w+_)?PORT', (\d+)/g)].map(({ index, 1: port }) => ({
    file,
    line: lineAt(code, index),
    port: Number(port),
  }));
}

/** A run.sh may speak of its own ports and of its family's provider. 3000 to 3999 are the house's. */
function foreignPortsIn(file: string, text: string): Finding[] {
  const place = placeOf(file);
  if (!place || file !== `${place.home}/run.sh`) return [];
  const own = [...(assignedTo(place.home) ?? []), ...(portsOf[`${place.family}/provider`] ?? [])];
  return [...text.matchAll(/(?:localhost:|127\.0\.0\.1:|PORT:?[-=])(3\d{3})\b/g)]
    .filter(({ 1: port }) => !own.includes(Number(port)))
    .map(({ index, 1: port }) => ({ file, line: lineAt(text, index), message: `speaks of port ${port}, not its own` }));
}
