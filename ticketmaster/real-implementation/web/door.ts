import { Refused } from './api.ts';
import { h, show } from './dom.ts';
import { seatName } from './format.ts';

/** The door: a code comes in once. */
export async function doorScreen(): Promise<void> {
  const verdict = h('p', { class: 'verdict', role: 'status' });
  const input = (id: string, label: string, type = 'text') => [
    h('label', { for: id }, label),
    h('input', { id, name: id, type, required: true, autocomplete: 'off' }),
  ];
  const form = h(
    'form',
    {
      class: 'card stack',
      onsubmit: async (event: Event) => {
        event.preventDefault();
        const given = new FormData(form);
        const headers = { authorization: `Bearer ${given.get('token')}`, 'content-type': 'application/json' };
        const body = JSON.stringify({ code: given.get('code'), gate: given.get('gate') });
        const answer = await fetch('/api/check-ins', { method: 'POST', headers, body });
        const said = await answer.json();
        verdict.className = `verdict ${answer.ok ? 'good' : 'bad'}`;
        verdict.textContent = answer.ok
          ? `Welcome: ${seatName(said.seatId)}`
          : new Refused(answer.status, said).message;
        form.querySelector<HTMLInputElement>('#code')!.value = '';
      },
    },
    ...input('token', 'Operator token', 'password'),
    ...input('gate', 'Gate'),
    ...input('code', 'Code of the ticket'),
    h('button', { class: 'main' }, 'Check in'),
  );
  show('The door', h('div', { class: 'narrow' }, h('h1', {}, 'The door'), form, verdict));
}
