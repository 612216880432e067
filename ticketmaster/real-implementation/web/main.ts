import { failure, focusHeading, go, show, trouble } from './dom.ts';
import { doorScreen } from './door.ts';
import { eventScreen } from './event.ts';
import { homeScreen } from './home.ts';
import { operatorScreen } from './operator.ts';
import { orderScreen } from './order.ts';
import { ordersScreen } from './orders.ts';
import { ticketScreen } from './ticket.ts';

/** A screen draws itself, and ends what it started when it is left. */
type Screen = (signal: AbortSignal, id: string) => Promise<void>;

const screens: [RegExp, Screen][] = [
  [/^\/$/, homeScreen],
  [/^\/events\/([\w-]+)$/, eventScreen],
  [/^\/orders$/, ordersScreen],
  [/^\/orders\/([\w-]+)$/, orderScreen],
  [/^\/tickets\/([\w-]+)$/, ticketScreen],
  [/^\/door$/, doorScreen],
  [/^\/operator$/, operatorScreen],
];

let leave = new AbortController();

async function draw(): Promise<void> {
  leave.abort();
  leave = new AbortController();
  const { signal } = leave;
  for (const [pattern, screen] of screens) {
    const match = location.pathname.match(pattern);
    if (!match) continue;
    try {
      await screen(signal, match[1] ?? '');
    } catch (error) {
      if (!signal.aborted) show('Something went wrong', failure((error as Error).message, draw));
    }
    return;
  }
  show('Not found', failure('There is no such page.'));
}

document.addEventListener('click', event => {
  const link = (event.target as Element).closest('a');
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
  if (!link || !plain || link.origin !== location.origin || link.target || link.hasAttribute('download')) return;
  event.preventDefault();
  go(link.pathname + link.search);
});
addEventListener('popstate', () => void draw().then(focusHeading));
addEventListener('offline', () => trouble('You are offline.'));
addEventListener('online', () => trouble(''));
void draw();
