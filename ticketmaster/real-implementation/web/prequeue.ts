import { get, kept } from './api.ts';
import { h, tell } from './dom.ts';
import { askToNotify } from './notifying.ts';
import type { EventShown, PlaceShown } from './shapes.ts';

/** A visitor who came before the sale: how many have, and what the order will be made of. */
export function prequeueView({ eventId, name }: EventShown, leave: () => unknown) {
  const number = h('p', { class: 'number' });
  const commitment = h('code', { class: 'hash' });
  const element = h(
    'div',
    {},
    h('h2', {}, 'You are in the pre-queue'),
    h('p', {}, 'The order is drawn at the opening, coming early does not help.'),
    h('p', { class: 'quiet' }, 'Visitors in it'),
    number,
    h(
      'ol',
      { class: 'next' },
      h(
        'li',
        {},
        'Keep this page open when the sale opens: it then shows your number, and moves into the line by itself.',
      ),
      h('li', {}, 'Who comes after the opening waits behind all who are here.'),
      h(
        'li',
        {},
        'The seed of the draw is chosen already. This is its hash, so that it cannot be changed any more: ',
        commitment,
      ),
    ),
    h('div', { class: 'tools' }, askToNotify(), h('button', { onclick: leave }, 'Leave the pre-queue')),
  );
  let said = false;
  return {
    element,
    draw({ entrants = 1, commitment: hash = '' }: PlaceShown): void {
      document.title = `Pre-queue for ${name}`;
      number.textContent = entrants.toLocaleString('en');
      commitment.textContent = hash;
      if (!kept.get(`commitment ${eventId}`)) kept.set(`commitment ${eventId}`, hash); // the first one that was shown
      if (!said) tell('You are in the pre-queue. The order is drawn at the opening.');
      said = true;
    },
  };
}

/** The own number in the draw, and where to check it; false for who has none, or not yet: who is in line may be so a moment before the draw is done. */
export async function showDrawn(into: HTMLElement, { eventId }: EventShown, userId: string): Promise<boolean> {
  const draw = `/api/events/${eventId}/draw`;
  const [mine, all] = await Promise.all([get(`${draw}/${userId}`), get(draw)]).catch(() => []);
  if (!mine) return false;
  const noted = kept.get(`commitment ${eventId}`);
  into.replaceChildren(
    `Your number in the draw: ${mine.place.toLocaleString('en')} of ${mine.entrants.toLocaleString('en')}. `,
    h('a', { href: draw, target: '_blank' }, 'Check the draw'),
    noted && noted !== all.commitment ? ' It is not the draw whose hash you were shown!' : '',
  );
  return true;
}
