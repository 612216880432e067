import { call, get, kept, Refused } from './api.ts';
import { failure, h, tell } from './dom.ts';
import { about } from './format.ts';
import type { EventShown } from './shapes.ts';

interface Place {
  state: 'WAITING' | 'ADMITTED' | 'EXPIRED';
  position: number | null;
  etaSeconds: number | null;
  pollAfterSeconds?: number;
  admissionToken?: string;
  expiresAt?: string;
  reason?: string;
}

const why: Record<string, string> = {
  NO_SHOW: 'You were away for too long, so your place went to the next.',
  TIMED_OUT: 'Your time to choose has ended.',
  FINISHED: 'You have finished here.',
  LEFT: 'You have left the line.',
};

/** The line in front of a show. Once the visitor is let in, `enter`. */
export async function waitInLine(
  into: HTMLElement,
  { eventId, name }: EventShown,
  userId: string,
  signal: AbortSignal,
  enter: () => void,
): Promise<void> {
  const room = `/api/events/${eventId}/waiting-room/${userId}`;
  let timer: ReturnType<typeof setTimeout>;
  let first: number | undefined;
  const messages = new EventSource(`/api/visitors/${userId}/stream`);
  messages.addEventListener('notification', ({ data }) => {
    const { type, data: about } = JSON.parse(data);
    if (type === 'waiting-room.admitted' && about.eventId === eventId) void look();
  });
  const end = () => {
    clearTimeout(timer);
    messages.close();
    document.title = `${name} · Ticketmaster`;
  };
  signal.addEventListener('abort', end);

  function draw(...children: Parameters<typeof h>[2][]): void {
    into.replaceChildren(h('section', { class: 'card line', 'aria-label': 'Waiting line' }, ...children));
  }

  function offer(text: string): void {
    draw(
      h('h2', {}, 'There is a line for this show'),
      h('p', {}, text),
      h(
        'p',
        { class: 'quiet' },
        'First come, first served. Once you are in you have some minutes to choose and pay. You may reload this page, or come back to it: your place is kept.',
      ),
      h('button', { class: 'main', onclick: join }, 'Join the line'),
    );
  }

  async function join(): Promise<void> {
    try {
      await call('POST', room);
      await look();
    } catch (error) {
      into.replaceChildren(failure((error as Error).message, join));
    }
  }

  async function leave(): Promise<void> {
    clearTimeout(timer);
    await call('DELETE', room);
    offer('You have left. You may join again, at its end.');
  }

  async function look(): Promise<void> {
    clearTimeout(timer);
    if (signal.aborted) return;
    const place = (await get(room).catch(error => error)) as Place | Error;
    if (signal.aborted) return;
    if (place instanceof Refused && place.status === 404)
      return offer('Many want to see it, so seats are given out in turn.');
    if (place instanceof Error) return into.replaceChildren(failure(place.message, look));
    if (place.state === 'EXPIRED') return offer(why[place.reason ?? ''] ?? 'Your place has ended.');
    if (place.state === 'ADMITTED') return admitted(place);
    waiting(place);
    timer = setTimeout(look, 1_000 * (place.pollAfterSeconds ?? 2));
  }

  function waiting({ position, etaSeconds }: Place): void {
    const ahead = Math.max(0, (position ?? 1) - 1);
    first = Math.max(first ?? 0, ahead + 1);
    document.title = `(${ahead + 1}) in line for ${name}`;
    tell(`${ahead} ahead of you`);
    draw(
      h('h2', {}, 'You are in line'),
      h('p', { class: 'number' }, `${ahead + 1}`),
      h(
        'p',
        {},
        ahead === 0 ? 'You are next.' : `${ahead} ahead of you.`,
        etaSeconds === null ? '' : ` About ${about(etaSeconds)}.`,
      ),
      h('progress', { max: first, value: first - ahead, 'aria-label': 'Way through the line' }),
      h(
        'p',
        { class: 'quiet' },
        'Keep this page open: it takes you in by itself. Then you choose seats, and hold them for ten minutes.',
      ),
      h('button', { onclick: leave }, 'Leave the line'),
    );
  }

  function admitted({ admissionToken, expiresAt }: Place): void {
    end();
    kept.set(`admission ${eventId}`, admissionToken!);
    const left = (new Date(expiresAt!).getTime() - Date.now()) / 1_000;
    tell(`You are in. You have ${about(left)} to choose and pay.`);
    enter();
  }

  await look();
}
