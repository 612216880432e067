import { get } from './api.ts';
import { failure, h, loading, show } from './dom.ts';
import { day, hour, money } from './format.ts';
import type { ShowShown } from './shapes.ts';

const PAGE = 12;

/** Search and what is on. What was asked for stands in the address, so that back and reload keep it. */
export async function homeScreen(signal: AbortSignal): Promise<void> {
  const asked = new URLSearchParams(location.search);
  const results = h('section', { 'aria-label': 'Shows' }, loading(6, 'poster'));
  const city = h('select', { id: 'city', onchange: () => search(1) }, h('option', { value: '' }, 'Everywhere'));
  const words = h('input', {
    id: 'q',
    type: 'search',
    placeholder: 'Artist, show or venue',
    maxlength: 100,
    autocomplete: 'off',
    value: asked.get('q') ?? '',
  });
  const [from, to] = ['from', 'to'].map(name =>
    h('input', { id: name, type: 'date', value: asked.get(name) ?? '', onchange: () => search(1) }),
  ) as [HTMLInputElement, HTMLInputElement];
  let waits: ReturnType<typeof setTimeout>;
  words.addEventListener('input', () => {
    clearTimeout(waits);
    waits = setTimeout(() => search(1), 250);
  });
  let latest = 0;

  async function search(page: number): Promise<void> {
    if (signal.aborted) return; // typed, and went on before it was looked for
    const query = new URLSearchParams();
    for (const [name, value] of [
      ['q', words.value.trim()],
      ['city', city.value],
      ['from', from.value],
      ['to', to.value],
    ] as const)
      if (value) query.set(name, value);
    if (page > 1) query.set('page', `${page}`);
    history.replaceState(null, '', query.size ? `/?${query}` : '/');
    const mine = ++latest;
    results.setAttribute('aria-busy', 'true');
    const slow = setTimeout(() => mine === latest && results.replaceChildren(loading(6, 'poster')), 300);
    try {
      const found = await get(`/api/events?pageSize=${PAGE}&${query}`);
      if (mine === latest && !signal.aborted) results.replaceChildren(...drawn(found, page));
    } catch (error) {
      if (mine === latest && !signal.aborted)
        results.replaceChildren(failure((error as Error).message, () => search(page)));
    } finally {
      clearTimeout(slow);
      if (mine === latest) results.setAttribute('aria-busy', 'false');
    }
  }

  /** To the top of another page. */
  async function turn(page: number): Promise<void> {
    await search(page);
    scrollTo({ top: 0 });
    results.querySelector('a')?.focus({ preventScroll: true });
  }

  function drawn({ events, total }: { events: ShowShown[]; total: number }, page: number): Node[] {
    if (!events.length)
      return [h('p', { class: 'card notice' }, 'Nothing found. Try fewer words, another city or other dates.')];
    const pages = Math.ceil(total / PAGE);
    const count = total >= 1_000 ? 'More than 1,000 shows' : `${total} ${total === 1 ? 'show' : 'shows'}`;
    const more = h(
      'nav',
      { class: 'pages', 'aria-label': 'Pages' },
      page > 1 && h('button', { onclick: () => turn(page - 1) }, 'Earlier'),
      pages > 1 && h('span', {}, `Page ${page} of ${pages}`),
      page < pages && h('button', { onclick: () => turn(page + 1) }, 'Later'),
    );
    return [h('p', { class: 'quiet', role: 'status' }, count), h('ul', { class: 'cards' }, ...events.map(card)), more];
  }

  show(
    'What is on',
    h(
      'section',
      { class: 'hero' },
      h('h1', {}, 'See it live.'),
      h(
        'form',
        {
          class: 'search',
          role: 'search',
          onsubmit: (event: Event) => {
            event.preventDefault();
            void search(1);
          },
        },
        field('Search', words),
        field('City', city),
        field('From', from),
        field('Until', to),
      ),
    ),
    results,
  );
  const wanted = asked.get('city');
  if (wanted) city.append(h('option', { value: wanted, selected: true }, wanted));
  void get('/api/cities').then(
    ({ cities }) => {
      for (const { city: name } of cities as { city: string }[])
        if (name !== wanted) city.append(h('option', { value: name }, name));
    },
    () => undefined, // one can still search by words
  );
  await search(Number(asked.get('page') ?? 1));
}

const field = (label: string, input: HTMLElement) =>
  h('label', { for: input.id, class: 'field' }, h('span', {}, label), input);

const card = (event: ShowShown) =>
  h(
    'li',
    {},
    h(
      'a',
      { class: 'card show', href: `/events/${event.eventId}` },
      h('img', { src: event.poster, alt: '', width: 300, height: 400, loading: 'lazy' }),
      h(
        'div',
        { class: 'facts' },
        h('h2', {}, event.name),
        h('p', {}, event.performer),
        h('p', { class: 'quiet' }, `${day(event.startsAt)}, ${hour(event.startsAt)}`),
        h('p', { class: 'quiet' }, `${event.venue.name}, ${event.venue.city}`),
        h(
          'p',
          { class: 'price' },
          event.status === 'ON_SALE' ? `from ${money(event.priceCents, event.currency)}` : 'Not on sale yet',
        ),
      ),
    ),
  );
