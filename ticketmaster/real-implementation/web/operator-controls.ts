import { h } from './dom.ts';

/** The event that is watched, its waiting room, or its sale as the operator has set it. */
export type Asked = 'event' | 'room' | 'sale';
/** Asks as the operator; rejects with what the shop says. */
export type Ask = <T>(method: string, what: Asked, change?: object) => Promise<T>;

/** As GET /api/operator/sale answers. */
interface Sale {
  status: 'ANNOUNCED' | 'ON_SALE' | 'CLOSED';
  waitingRoom: 'off' | 'hold' | 'auto';
  room: Room | null;
}
interface Room {
  open: boolean;
  draining: boolean;
  capacity: number;
  admitPerSecond: number;
}

const sales = { ANNOUNCED: 'The sale has not begun.', ON_SALE: 'The sale is open.', CLOSED: 'The sale is closed.' };
const modes = { off: 'Never', hold: 'Always', auto: 'When it is crowded' };

/** The sale, its waiting room, and who is let in: as they are, and what changes them. */
export function saleControls(ask: Ask) {
  const problem = h('p', { role: 'alert' });
  const sale = control();
  const doors = control();
  const joining = control();
  const options = Object.entries(modes).map(([value, text]) => h('option', { value }, text));
  const mode = h('select', { onchange: chosen }, ...options);
  const capacity = h('input', { type: 'number', min: 0, max: 1_000_000, required: true });
  const rate = h('input', { type: 'number', min: 1, max: 100_000, required: true });
  const pace = h(
    'form',
    {
      class: 'tools watch',
      onsubmit(event: Event) {
        event.preventDefault();
        return steer('PUT', 'room', { capacity: capacity.valueAsNumber, admitPerSecond: rate.valueAsNumber });
      },
    },
    ...[field('Inside at most', capacity), field('Let in each second', rate), h('button', {}, 'Set')],
  );
  const line = h('div', {}, doors.element, joining.element, pace);

  function chosen(): Promise<void> {
    return steer('PATCH', 'event', { waitingRoom: mode.value });
  }

  async function steer(method: string, what: Asked, change: object): Promise<void> {
    const refused = await ask(method, what, change).then(
      () => '',
      (error: Error) => error.message,
    );
    problem.textContent = refused;
    seen = ''; // shows what is, not what was chosen
    await look();
  }

  let seen = '';
  async function look(): Promise<void> {
    const now = await ask<Sale>('GET', 'sale').catch(() => undefined);
    if (!now) return; // the figures say so
    const isOpen = now.status === 'ON_SALE';
    const room = isOpen && now.room;
    sale.show(sales[now.status], isOpen ? 'Close the sale' : 'Open the sale', () =>
      steer('PATCH', 'event', { status: isOpen ? 'CLOSED' : 'ON_SALE' }),
    );
    line.hidden = !room;
    if (room) showRoom(room);
    const settings = JSON.stringify([now.waitingRoom, room && [room.capacity, room.admitPerSecond]]);
    if (settings === seen) return; // leaves alone what somebody is typing
    seen = settings;
    mode.value = now.waitingRoom;
    if (!room) return;
    capacity.valueAsNumber = room.capacity;
    rate.valueAsNumber = room.admitPerSecond;
  }

  function showRoom({ open, draining }: Room): void {
    doors.show(
      open ? 'Those who wait are let in.' : 'Paused: nobody is let in, and everybody keeps their place.',
      open ? 'Pause' : 'Let people in',
      () => steer('PUT', 'room', { open: !open }),
    );
    joining.show(
      draining ? 'Draining: nobody new may join.' : 'Anybody may join the line.',
      draining ? 'Let people join' : 'Drain',
      () => steer('PUT', 'room', { draining: !draining }),
    );
  }

  return {
    element: h(
      'section',
      { class: 'card', 'aria-label': 'Steering' },
      h(
        'div',
        { class: 'steering' },
        h('div', {}, sale.element, h('div', { class: 'tools watch' }, field('Waiting room', mode))),
        line,
      ),
      problem,
    ),
    look,
  };
}

const field = (name: string, input: Node) => h('label', { class: 'field' }, h('span', {}, name), input);

/** How something is, in words, and the button that changes it. */
function control() {
  const text = h('p', { role: 'status' });
  let change: () => unknown;
  const button = h('button', { onclick: () => change() });
  return {
    element: h('div', { class: 'tools control' }, text, button),
    show(state: string, label: string, whenPressed: () => unknown): void {
      if (text.textContent !== state) text.textContent = state; // the same words are not read out again
      button.textContent = label;
      change = whenPressed;
    },
  };
}
