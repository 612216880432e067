import { kept } from './api.ts';
import { h, show } from './dom.ts';
import { type Figures, figuresShown } from './operator-figures.ts';
import { noticeForm } from './operator-notice.ts';
import { seatStory } from './seat-story.ts';

/** How a sale stands, each second, what its visitors are told, and what happens to a seat. */
export async function operatorScreen(signal: AbortSignal): Promise<void> {
  const below = h('div', { class: 'below' });
  const problem = h('p', { role: 'alert' });
  let watched = { token: '', event: '' };
  let figures = figuresShown();
  let story = seatStory(asked);
  let notice = noticeForm(askEvent);
  let timer: ReturnType<typeof setInterval> | undefined;
  signal.addEventListener('abort', () => clearInterval(timer));

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
        figures = figuresShown();
        story = seatStory(asked);
        notice = noticeForm(askEvent);
        below.replaceChildren();
        timer = setInterval(look, 1_000);
        return look();
      },
    },
    h('label', { class: 'field' }, h('span', {}, 'Operator token'), token),
    h('label', { class: 'field' }, h('span', {}, 'Event'), event),
    h('button', { class: 'main' }, 'Watch'),
  );

  const send = (path: string, more: RequestInit = {}) =>
    fetch(path, {
      headers: { authorization: `Bearer ${watched.token}`, 'content-type': 'application/json' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
      ...more,
    });

  async function askEvent(change?: { notice: string }): Promise<{ notice: string }> {
    const path = `/api/events/${encodeURIComponent(watched.event)}`;
    const answer = await send(path, change && { method: 'PATCH', body: JSON.stringify(change) });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.detail);
    return said;
  }

  /** Asks as the operator; undefined, and said, where that is refused. */
  async function asked(path: string): Promise<unknown> {
    const by = watched;
    const answer = await send(`/api/operator/${path}?eventId=${encodeURIComponent(by.event)}`).catch(() => undefined);
    const said = await answer?.json().catch(() => undefined);
    if (signal.aborted || by !== watched) return undefined;
    if (answer?.ok) kept.set('door token', by.token);
    problem.textContent = answer?.ok ? '' : (said?.detail ?? 'The shop does not answer.');
    return answer?.ok ? said : undefined;
  }

  let looking: typeof watched | undefined; // one look at a time, however long it takes
  async function look(): Promise<void> {
    if (looking === watched) return;
    const by = watched;
    looking = by;
    const said = (await asked('figures')) as Figures | undefined;
    if (by === watched && !signal.aborted) {
      if (said && !below.hasChildNodes()) {
        below.replaceChildren(figures.element, notice.element, story.element);
        void notice.look();
      }
      figures.add(said);
      if (said) await story.look();
    }
    if (looking === by) looking = undefined;
  }
  show('Operator', h('h1', {}, 'How the sale stands'), form, problem, below);
}
