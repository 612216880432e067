import { h } from './dom.ts';
import type { Ask } from './operator-controls.ts';

/** What the operator says to all who wait for an event. An empty field takes it back. */
export function noticeForm(ask: Ask) {
  const input = h('input', { id: 'notice', name: 'notice', maxlength: 200, autocomplete: 'off' });
  const state = h('p', { class: 'quiet', role: 'status' });

  async function say(change?: { notice: string }): Promise<void> {
    try {
      const { notice } = await ask<{ notice: string }>(change ? 'PATCH' : 'GET', change ? 'event' : 'sale', change);
      if (!change) input.value = notice;
      state.textContent = notice ? `Who waits reads: ${notice}` : 'Who waits reads no notice.';
    } catch (error) {
      state.textContent = (error as Error).message;
    }
  }

  const form = h(
    'form',
    {
      class: 'tools watch',
      onsubmit(event: Event) {
        event.preventDefault();
        return say({ notice: input.value });
      },
    },
    h('label', { class: 'field' }, h('span', {}, 'Notice to those who wait'), input),
    h('button', {}, 'Say it'),
  );
  return { element: h('section', { class: 'card' }, form, state), look: () => say() };
}
