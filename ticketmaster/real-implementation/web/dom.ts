type Child = Node | string | number | false | null | undefined;
type Props = Record<string, string | number | boolean | null | undefined | ((event: Event) => unknown)>;

/** An element. `on…` are listeners; true is an attribute without a value; false, null and undefined are left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props?: Props,
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), props, children);
}

/** The same for SVG. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  props?: Props,
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', tag), props, children);
}

function filled<E extends Element>(element: E, props: Props = {}, children: Child[]): E {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), event => void value(event));
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  for (const child of children)
    if (child !== false && child !== null && child !== undefined)
      element.append(child instanceof Node ? child : String(child));
  return element;
}

const byId = (id: string) => document.getElementById(id)!;

/** Puts a screen into the page. */
export function show(title: string, ...children: Child[]): void {
  document.title = `${title} · Ticketmaster`;
  skipToContent();
  const main = byId('main');
  main.replaceChildren();
  for (const child of children) if (child) main.append(child instanceof Node ? child : String(child));
}

/** The first stop of the Tab key on a page, seen only there. */
export function skipLink(text: string, jump: () => void): void {
  const link = h('button', { id: 'skip', class: 'skip', onclick: jump }, text);
  byId('skip').replaceWith(link);
}

export const skipToContent = () => skipLink('Skip to the content', () => byId('main').focus());

/** Whoever listens, or came by keyboard, goes on at the heading of the new screen. */
export function focusHeading(): void {
  const heading = byId('main').querySelector('h1') ?? byId('main');
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** For screen readers: politely, and each time, also the same words again. */
export function tell(text: string): void {
  byId('told').textContent = '';
  setTimeout(() => {
    byId('told').textContent = text;
  }, 50);
}

/** A line at the top while something does not work; '' when it does. */
export function trouble(text: string): void {
  const line = byId('trouble');
  line.hidden = text === '';
  line.textContent = text;
}

export const failure = (text: string, again?: () => unknown) =>
  h(
    'div',
    { class: 'card notice', role: 'alert' },
    h('p', {}, text),
    again && h('button', { onclick: again }, 'Try again'),
  );

/** Grey bars where something will be. */
export const loading = (count: number, kind: string) =>
  h(
    'div',
    { class: 'cards', 'aria-busy': 'true', 'aria-label': 'Loading' },
    ...Array.from({ length: count }, () => h('div', { class: `${kind} bone` })),
  );

/** Goes to another screen of the page (main.ts). */
export function go(path: string): void {
  history.pushState(null, '', path);
  scrollTo(0, 0);
  dispatchEvent(new PopStateEvent('popstate'));
}
