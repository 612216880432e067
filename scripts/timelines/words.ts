/** What was asked and answered, in few words. */
import { stripVTControlCharacters } from 'node:util';

const MOST = 110; // characters

/** What a reader recognises of an answer: a problem's type, a state, a place in a line, how many tickets. */
export function summaryOf(status: number, body: string): { text: string; state: string } {
  const answer = parsed(body);
  if (!answer) return { text: `${status}`, state: '' };
  if (status >= 400 && typeof answer.type === 'string') {
    const type = answer.type.split(/[/:]/).at(-1)!;
    return { text: `${status} ${type}`, state: type };
  }
  const state = [answer.state, answer.status].find(value => typeof value === 'string') ?? '';
  const told = [
    state,
    typeof answer.position === 'number' && answer.position > 0 ? `position ${answer.position}` : '',
    typeof answer.open === 'boolean' ? (answer.open ? 'open' : 'closed') : '',
    Array.isArray(answer.tickets) && answer.tickets.length
      ? `${answer.tickets.length} ticket${answer.tickets.length > 1 ? 's' : ''}`
      : '',
  ].filter(Boolean);
  return { text: [status, ...told].join(' '), state: `${state}` };
}

function parsed(body: string): Record<string, unknown> | undefined {
  try {
    const answer: unknown = JSON.parse(body);
    return typeof answer === 'object' && answer !== null && !Array.isArray(answer)
      ? (answer as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** `/api/events/<id>/waiting-room/ada` as `waiting-room/ada`: an event is the same in the whole experiment. */
export function pathInWords(path: string): string {
  const parts = path.split('/').filter(Boolean);
  if (parts[0] === 'api') parts.shift();
  if (parts[0] === 'events' && parts.length > 2) parts.splice(0, 2);
  return withoutIds(parts.join('/')) || '/';
}

/** One path for several: where they differ there is `…`. */
export function pathOfAll(paths: string[]): string {
  const [first, ...others] = paths.map(path => path.split('/'));
  return first!.map((part, nth) => (others.every(other => other[nth] === part) ? part : '…')).join('/');
}

export const withoutIds = (text: string) =>
  text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '…')
    .replaceAll(/\d{6,}/g, '…')
    .replaceAll(/((?:http:\/\/)?127\.0\.0\.1):\d+/g, '$1');

/** JSON as one reads it, which can be broken into lines. */
const spaced = (text: string) =>
  /^[[{]|→ [[{]/.test(text) ? text.replaceAll('"', '').replaceAll(/([,:])(?=\S)/g, '$1 ') : text;

/** Without control characters, ids and what is too long for a picture. */
export function saidInWords(text: string): string {
  const line = withoutIds(spaced(stripVTControlCharacters(text).replaceAll(/\s+/g, ' ').trim()));
  return line.length > MOST ? `${line.slice(0, MOST - 1)}…` : line;
}

/** The settings of a command: `BREAK=between-read-and-ack` of what starts a server. */
export function settingsOf(command: string): string {
  const before = /^((?:[A-Z][A-Z0-9_]*=(?:'[^']*'|"[^"]*"|\$\(\([^)]*\)\)|\S+) +)*)\S/m.exec(command)?.[1] ?? '';
  const all = [...before.matchAll(/([A-Z][A-Z0-9_]*)=('[^']*'|"[^"]*"|\$\(\([^)]*\)\)|\S+)/g)];
  return all
    .filter(([, name]) => !/TOKEN|^PORT$|ALLOW_UNSAFE/.test(name!))
    .map(([whole]) => whole)
    .join(' ');
}
