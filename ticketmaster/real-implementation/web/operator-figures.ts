import { type Chart, chart, type Value } from './chart.ts';
import { h } from './dom.ts';
import { money } from './format.ts';

/** As GET /api/operator/figures answers: times in ms, money in cents. */
export type Figures = Record<string, number | null>;

const count = (n: number) => n.toLocaleString('en', { maximumFractionDigits: 1 });
const euros = (cents: number) => money(cents, 'EUR').replace(/\.00$/, '');
const time = (ms: number) =>
  ms < 1_000
    ? `${ms.toLocaleString('en', { maximumFractionDigits: ms < 10 ? 1 : 0 })} ms`
    : `${(ms / 1_000).toLocaleString('en', { maximumFractionDigits: 1 })} s`;

interface Shown {
  title: string;
  /** name of a line: its figure */
  lines: Record<string, string>;
  as: (value: number) => string;
  /** The figure that is the whole. */
  of?: string;
}

const shown: Shown[] = [
  { title: 'Waiting', lines: { 'in line': 'waiting' }, as: count },
  { title: 'Admitted', lines: { inside: 'admitted' }, as: count, of: 'capacity' },
  { title: 'Wait until admitted', lines: { median: 'waitP50Ms', '95 %': 'waitP95Ms' }, as: time },
  { title: 'Held', lines: { seats: 'held' }, as: count },
  { title: 'Sold', lines: { seats: 'sold' }, as: count, of: 'seats' },
  { title: 'Authorized, not captured', lines: { 'set aside on cards': 'authorizedNotCapturedCents' }, as: euros },
  { title: 'Hold latency', lines: { median: 'holdP50Ms', '95 %': 'holdP95Ms' }, as: time },
  { title: 'Payment latency', lines: { median: 'confirmP50Ms', '95 %': 'confirmP95Ms' }, as: time },
  { title: 'Errors', lines: { '5xx in the last minute': 'errorsLastMinute' }, as: count },
];

/** Charts of what matters most, and a table of all figures. */
export function figuresShown() {
  const charts = shown.map(({ title, lines, as }): Chart => chart(title, Object.keys(lines), as));
  const table = h('table');
  const note = h('p', { class: 'quiet' });
  const processes = new Set<number>();

  return {
    element: h(
      'div',
      {},
      h('div', { class: 'charts' }, ...charts.map(({ element }) => element)),
      note,
      h('details', { class: 'card' }, h('summary', {}, 'All figures'), table),
    ),
    /** Without figures where nobody has answered: the lines have a gap then. */
    add(figures?: Figures): void {
      for (const [i, { lines, of, as }] of shown.entries()) {
        const whole = of ? figures?.[of] : undefined;
        const values = Object.values(lines).map((name): Value => figures?.[name]);
        charts[i]!.add(values, typeof whole === 'number' ? `of ${as(whole)} ` : '');
      }
      if (!figures) return;
      processes.add(figures.process!);
      note.textContent = `Latencies and errors are of the last minute, of all events, and of the process that answers (${figures.process}${processes.size > 1 ? `, one of ${processes.size} in turn: GET /metrics of each tells them apart` : ''}). All else is of this event, whoever answers. The charts show two minutes.`;
      table.replaceChildren(
        ...Object.entries(figures).map(([name, value]) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, inWords(name)),
            h('td', {}, value === null ? '–' : asText(name, value)),
          ),
        ),
      );
    },
  };
}

const inWords = (name: string) => name.replace(/(Ms|Cents)$/, '').replace(/[A-Z]/g, sign => ` ${sign.toLowerCase()}`);
const asText = (name: string, value: number) =>
  name.endsWith('Ms')
    ? time(value)
    : name.endsWith('Cents')
      ? euros(value)
      : name === 'process'
        ? `${value}`
        : count(value);
