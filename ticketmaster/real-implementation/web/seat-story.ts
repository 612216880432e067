import { h, tell } from './dom.ts';

interface Happened {
  at: string;
  what: string;
}

/** What happened to a seat, from when its name was given: each look shows what has come since. */
export function seatStory(asked: (path: string) => Promise<unknown>) {
  let seatId: string | undefined;
  let known = 0;
  const input = h('input', { id: 'seat', name: 'seat', placeholder: 'A1-1-1', required: true, autocomplete: 'off' });
  const list = h('ol', { class: 'rows story' });

  async function look(): Promise<void> {
    const of = seatId;
    if (!of) return;
    const said = (await asked(`seats/${encodeURIComponent(of)}`)) as { history: Happened[] } | undefined;
    if (!said || of !== seatId) return;
    const { history } = said;
    const lines = history.map(({ at, what }) => h('li', {}, h('time', { datetime: at }, at.slice(11, 23)), ` ${what}`));
    list.replaceChildren(...(lines.length ? lines : [h('li', {}, 'Nothing yet.')]));
    if (known >= 0 && history.length > known) tell(`${of}: ${history.at(-1)!.what}`);
    known = history.length;
  }

  const form = h(
    'form',
    {
      class: 'tools watch',
      onsubmit(event: Event) {
        event.preventDefault();
        seatId = input.value.trim();
        known = -1; // the first answer is no news
        return look();
      },
    },
    h('label', { class: 'field' }, h('span', {}, 'What happened to seat'), input),
    h('button', {}, 'Follow'),
  );
  return { element: h('section', { class: 'card' }, form, list), look };
}
