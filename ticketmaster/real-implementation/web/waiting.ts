import { h, tell } from './dom.ts';
import { about } from './format.ts';
import { askToNotify } from './notifying.ts';
import type { PlaceShown } from './shapes.ts';

/** A place in line is read out again only after so long: who listens is not to be talked at without end. */
const TELL_EVERY_MS = 30_000;

const SLOW =
  'Many requests came from your browser or network, as they do from programs. So others go first. Your place is kept, and this ends by itself.';

/** A visitor who waits: how many are ahead, for how long, and what comes next. */
export function waitingView(name: string, leave: () => unknown) {
  const number = h('p', { class: 'number' });
  const text = h('p', {});
  const why = h('p', { class: 'quiet' });
  const progress = h('progress', { 'aria-label': 'Way through the line' });
  let longest = 0;
  let saidAt = -TELL_EVERY_MS;
  let said = '';
  const element = h(
    'div',
    {},
    h('h2', {}, 'You are in line'),
    h('p', { class: 'quiet' }, 'Your place'),
    ...[number, progress, text, why],
    h(
      'ol',
      { class: 'next' },
      h('li', {}, 'Keep this page open, or come back to it: your place stays yours.'),
      h('li', {}, 'It takes you in by itself. The title of this tab says how far you are.'),
      h('li', {}, 'Then you choose seats, and they are held for ten minutes while you pay.'),
    ),
    h('div', { class: 'tools' }, askToNotify(), h('button', { onclick: leave }, 'Leave the line')),
  );
  return {
    element,
    draw({ position, etaSeconds, slow }: PlaceShown): void {
      const place = Math.max(1, position ?? 1);
      const ahead = place - 1;
      longest = Math.max(longest, place);
      document.title = `(${place}) in line for ${name}`;
      number.textContent = place.toLocaleString('en');
      const people = ahead === 0 ? 'You are next.' : `${ahead.toLocaleString('en')} ahead of you.`;
      text.textContent = etaSeconds === null ? people : `${people} Your turn in ${about(etaSeconds)}.`;
      why.textContent = slow ? SLOW : '';
      progress.max = longest;
      progress.value = longest - ahead;
      if (text.textContent === said || performance.now() - saidAt < TELL_EVERY_MS) return;
      said = text.textContent;
      saidAt = performance.now();
      tell(said);
    },
  };
}
