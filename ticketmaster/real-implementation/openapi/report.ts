import type { Reply } from './ask.ts';
import type { Drawn } from './drawn.ts';

export interface Found {
  what: string;
  index: number;
  drawn: Drawn;
  /** The request before, on the same connection. */
  before: Drawn | undefined;
}

export interface Report {
  found: Found[];
  /** How often each operation was answered by each status; 0: not at all. */
  answers: Map<string, Map<number, number>>;
}

export function statusesOf({ answers }: Report, operation: string): Map<number, number> {
  const statuses = answers.get(operation) ?? new Map<number, number>();
  answers.set(operation, statuses);
  return statuses;
}

export function count(report: Report, { operation }: Drawn, reply: Reply | string): void {
  const status = typeof reply === 'string' ? 0 : reply.status;
  const statuses = statusesOf(report, operation);
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
}

/** For a shell, to send it again; what is long is cut. */
export function asCurl(url: string, { method, path, headers, body }: Drawn): string {
  const quoted = (text: string) => `'${text.slice(0, 300).replaceAll("'", `'\\''`)}${text.length > 300 ? '…' : ''}'`;
  const sent = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  const data = body === undefined ? [] : [`--data-binary ${quoted(body.toString())}`];
  return ['curl -i', `-X ${method}`, quoted(url + path), ...sent, ...data].join(' ');
}

/** Operations and how often each was answered by which status. */
export function tableOf({ answers }: Report): string {
  const statuses = [...new Set([...answers.values()].flatMap(counts => [...counts.keys()]))].toSorted((a, b) => a - b);
  const width = Math.max(...[...answers.keys()].map(name => name.length));
  const row = (name: string, cells: (string | number)[]) =>
    [name.padEnd(width), ...cells.map(cell => String(cell).padStart(5))].join('');
  return [
    row('', statuses),
    ...[...answers]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, counts]) =>
        row(
          name,
          statuses.map(status => counts.get(status) ?? '.'),
        ),
      ),
  ].join('\n');
}
