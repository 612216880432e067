import { kept } from './api.ts';
import { h, show, svg } from './dom.ts';

const KEEP = 60;

/** How a sale stands, each second: the figures, and their last minute as lines. */
export async function operatorScreen(signal: AbortSignal): Promise<void> {
  const past = new Map<string, number[]>();
  const table = h('table', { class: 'card' });
  const problem = h('p', { role: 'alert' });
  let timer: ReturnType<typeof setInterval> | undefined;
  signal.addEventListener('abort', () => clearInterval(timer));
  const form = h(
    'form',
    {
      class: 'card tools',
      onsubmit: (event: Event) => {
        event.preventDefault();
        past.clear();
        clearInterval(timer);
        timer = setInterval(look, 1_000);
        void look();
      },
    },
    h('label', { for: 'token' }, 'Operator token'),
    h('input', {
      ...{ id: 'token', name: 'token', type: 'password', required: true, autocomplete: 'off' },
      value: kept.get('door token'),
    }),
    h('label', { for: 'event' }, 'Event'),
    h('input', { id: 'event', name: 'event', value: 'E1', required: true }),
    h('button', { class: 'main' }, 'Watch'),
  );

  /** Asks as the operator; undefined, and said, where that is refused. */
  async function asked(path: string): Promise<unknown> {
    const given = new FormData(form);
    const query = `eventId=${encodeURIComponent(String(given.get('event')))}`;
    const headers = { authorization: `Bearer ${given.get('token')}` };
    const answer = await fetch(`/api/operator/${path}?${query}`, { headers }).catch(() => undefined);
    if (signal.aborted) return undefined;
    const said = await answer?.json();
    if (answer?.ok) kept.set('door token', String(given.get('token')));
    problem.textContent = answer?.ok ? '' : (said?.detail ?? 'The shop does not answer.');
    return answer?.ok ? said : undefined;
  }

  const seat = h('input', { id: 'seat', name: 'seat', placeholder: 'A1-1-1', required: true });
  const happened = h('ol', { class: 'rows' });
  const story = h(
    'form',
    {
      class: 'card tools',
      async onsubmit(event: Event) {
        event.preventDefault();
        const said = (await asked(`seats/${encodeURIComponent(seat.value)}`)) as
          | { history: { at: string; what: string }[] }
          | undefined;
        const lines = said?.history.map(({ at, what }) => h('li', {}, `${at.slice(11, 23)}  ${what}`)) ?? [];
        happened.replaceChildren(...(said && !lines.length ? [h('li', {}, 'Nothing yet.')] : lines));
      },
    },
    h('label', { for: 'seat' }, 'What happened to seat'),
    seat,
    h('button', {}, 'Tell'),
  );

  async function look(): Promise<void> {
    const figures = (await asked('figures')) as Record<string, number | null> | undefined;
    if (!figures) return;
    const rows = Object.entries(figures).map(([name, value]) => {
      const series = [...(past.get(name) ?? []), value ?? 0].slice(-KEEP);
      past.set(name, series);
      const most = Math.max(1, ...series);
      const points = series.map((n, i) => `${(i * 120) / (KEEP - 1)},${28 - (n * 26) / most}`).join(' ');
      return h(
        'tr',
        {},
        h(
          'th',
          { scope: 'row' },
          name.replace(/[A-Z]/g, sign => ` ${sign.toLowerCase()}`),
        ),
        h('td', {}, value === null ? '–' : value.toLocaleString('en')),
        h(
          'td',
          {},
          svg('svg', { viewBox: '0 0 120 30', class: 'spark', 'aria-hidden': 'true' }, svg('polyline', { points })),
        ),
      );
    });
    table.replaceChildren(...rows);
  }
  show(
    'Operator',
    h('div', { class: 'narrow' }, h('h1', {}, 'How the sale stands'), form, problem, table, story, happened),
  );
}
