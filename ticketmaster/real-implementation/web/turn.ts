import { kept, serverNow } from './api.ts';
import { h, tell } from './dom.ts';
import { about, clock } from './format.ts';

/** How long an admission lasts, above the seats; when it is over, `over`. Nothing for an event without a line. */
export function timeToChoose(eventId: string, signal: AbortSignal, over: () => void): HTMLElement | undefined {
  const until = Date.parse(kept.get(`admitted until ${eventId}`) ?? '');
  if (!kept.get(`admission ${eventId}`) || Number.isNaN(until)) return undefined;
  const time = h('strong', { class: 'digits' });
  const tick = () => {
    const left = until - serverNow();
    time.textContent = clock(left);
    if (left > 0) return;
    clearInterval(ticking);
    kept.drop(`admission ${eventId}`);
    over();
  };
  const ticking = setInterval(tick, 500);
  signal.addEventListener('abort', () => clearInterval(ticking));
  time.textContent = clock(until - serverNow());
  tell(`It is your turn. You have ${about((until - serverNow()) / 1_000)} to choose and pay.`);
  return h('p', { class: 'card turn' }, 'It is your turn: choose and pay within ', time, '.');
}
