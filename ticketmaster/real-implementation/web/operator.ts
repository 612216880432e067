import { kept } from './api.ts';
import { h, show } from './dom.ts';
import { type Ask, saleControls } from './operator-controls.ts';
import { type Figures, figuresShown } from './operator-figures.ts';
import { noticeForm } from './operator-notice.ts';
import { seatStory } from './seat-story.ts';

/** How a sale stands, each second; what steers it, what its visitors are told, and what happens to a seat. */
export async function operatorScreen(signal: AbortSignal): Promise<void> {
  const below = h('div', { class: 'below' });
  const problem = h('p', { role: 'alert' });
  let watched = { token: '', event: '' };
  let timer: ReturnType<typeof setInterval> | undefined;
  signal.addEventListener('abort', () => clearInterval(timer));

  /** Asks as the operator; rejects with what the shop says. */
  async function send(path: string, more: RequestInit = {}) {
    const answer = await fetch(`/api/${path}`, {
      headers: { authorization: `Bearer ${watched.token}`, 'content-type': 'application/json' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
      ...more,
    }).catch(() => undefined);
    const said = await answer?.json().catch(() => undefined);
    if (!answer?.ok || !said) throw new Error(said?.detail ?? 'The shop does not answer.');
    return said;
  }

  const ask: Ask = (method, what, change) => {
    const event = encodeURIComponent(watched.event);
    const paths = {
      event: `events/${event}`,
      room: `events/${event}/waiting-room`,
      sale: `operator/sale?eventId=${event}`,
    };
    return send(paths[what], { method, ...(change && { body: JSON.stringify(change) }) });
  };

  /** Undefined, and said above, where it is refused. */
  async function asked(path: string): Promise<unknown> {
    const by = watched;
    const said = await send(`operator/${path}?eventId=${encodeURIComponent(by.event)}`).catch((error: Error) => error);
    if (signal.aborted || by !== watched) return undefined;
    const isRefused = said instanceof Error;
    if (!isRefused) kept.set('door token', by.token);
    problem.textContent = isRefused ? said.message : '';
    return isRefused ? undefined : said;
  }

  const parts = () => ({
    ...{ controls: saleControls(ask), notice: noticeForm(ask) },
    ...{ figures: figuresShown(), story: seatStory(asked) },
  });
  let { controls, notice, figures, story } = parts();

  const token = h('input', {
    ...{ id: 'token', name: 'token', type: 'password', required: true, autocomplete: 'off' },
    value: kept.get('door token'),
  });
  const event = h('input', { id: 'event', name: 'event', value: 'E1', required: true });
  const form = h(
    'form',
    {
      class: 'card tools watch',
      onsubmit(submit: Event) {
        submit.preventDefault();
        clearInterval(timer);
        watched = { token: token.value, event: event.value };
        ({ controls, notice, figures, story } = parts());
        below.replaceChildren();
        timer = setInterval(look, 1_000);
        return look();
      },
    },
    h('label', { class: 'field' }, h('span', {}, 'Operator token'), token),
    h('label', { class: 'field' }, h('span', {}, 'Event'), event),
    h('button', { class: 'main' }, 'Watch'),
  );

  let looking: typeof watched | undefined; // one look at a time, however long it takes
  async function look(): Promise<void> {
    if (looking === watched) return;
    const by = watched;
    looking = by;
    const said = (await asked('figures')) as Figures | undefined;
    if (by === watched && !signal.aborted) {
      if (said && !below.hasChildNodes()) {
        below.replaceChildren(controls.element, figures.element, notice.element, story.element);
        void notice.look();
      }
      figures.add(said);
      if (said) await Promise.all([controls.look(), story.look()]);
    }
    if (looking === by) looking = undefined;
  }
  show('Operator', h('h1', {}, 'How the sale stands'), form, problem, below);
}
