import type { Checkout, Finding } from './checkout.ts';
import { placeOf, subprojectsOf } from './places.ts';
import { lineAt, withoutComments } from './source.ts';
import { workspacesOf } from './workspaces.ts';

/** Every subproject's server.ts asks for its own port, no two servers for the same, and run.sh speaks of no other's. */
export function portsAreOnesOwn(checkout: Checkout): Finding[] {
  const ports = portsOf(checkout);
  const takenBy = new Map<number, string>();
  const perServer = subprojectsOf(checkout).flatMap(home => {
    const own = ports.get(home) ?? [];
    const main = `${home}/server.ts`;
    if (!own.length) return [{ file: home, message: 'has no port: its package.json must say "lab": { "port": … }' }];
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
  return [...perServer, ...[...checkout.files].flatMap(([file, text]) => foreignPortsIn(file, text, ports))];
}

/** What each package.json declares, so that all servers may run at once. The second port is that of a user app. */
function portsOf(checkout: Checkout): Map<string, number[]> {
  const declared = workspacesOf(checkout).map(({ home, manifest: { lab } }): [string, number[]] => [
    home,
    [lab?.port, lab?.userAppPort].filter(port => port !== undefined),
  ]);
  return new Map(declared);
}

function portsAskedIn(home: string, file: string, text: string) {
  if (placeOf(file)?.home !== home || !file.endsWith('/server.ts')) return [];
  const code = withoutComments(text);
  return [...code.matchAll(/'(?:\w+_)?PORT', (\d+)/g)].map(({ index, 1: port }) => ({
    file,
    line: lineAt(code, index),
    port: Number(port),
  }));
}

/** A run.sh may speak of its own ports and of its family's provider. 3000 to 3999 are the house's. */
function foreignPortsIn(file: string, text: string, ports: Map<string, number[]>): Finding[] {
  const place = placeOf(file);
  if (!place || file !== `${place.home}/run.sh`) return [];
  const own = [place.home, `ticketmaster/${place.family}/provider`].flatMap(home => ports.get(home) ?? []);
  return [...text.matchAll(/(?:localhost:|127\.0\.0\.1:|PORT:?[-=])(3\d{3})\b/g)]
    .filter(({ 1: port }) => !own.includes(Number(port)))
    .map(({ index, 1: port }) => ({ file, line: lineAt(text, index), message: `speaks of port ${port}, not its own` }));
}
