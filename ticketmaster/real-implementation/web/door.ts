import { kept, Refused } from './api.ts';
import { h, show } from './dom.ts';
import { day, hour, seatName } from './format.ts';

/** The door: a code comes in once. A scanner types the code and Enter. */
export async function doorScreen(): Promise<void> {
  const verdict = h('div', { class: 'verdict', role: 'status' });
  const input = (id: string, label: string, more: Record<string, string> = {}) => {
    const props = { id, name: id, required: true, autocomplete: 'off', value: kept.get(`door ${id}`) ?? '', ...more };
    return [h('label', { for: id }, label), h('input', props)];
  };
  const fresh = h('input', { type: 'checkbox', name: 'fresh' });
  const button = h('button', { class: 'main' }, 'Check in');
  const form = h(
    'form',
    {
      class: 'card stack',
      onsubmit: async (event: Event) => {
        event.preventDefault();
        if (button.disabled) return;
        button.disabled = true;
        await checkIn();
        button.disabled = false;
        code.focus();
      },
    },
    ...input('token', 'Operator token', { type: 'password' }),
    ...input('gate', 'Gate', { maxlength: '40', pattern: '[A-Za-z0-9_ \\-]+' }),
    ...input('code', 'Code of the ticket', { value: '' }),
    h('label', { class: 'check' }, fresh, 'Only codes that change: no paper, no pictures'),
    button,
  );
  const code = form.querySelector<HTMLInputElement>('#code')!;

  async function checkIn(): Promise<void> {
    const [token, gate] = ['token', 'gate'].map(name => new FormData(form).get(name) as string) as [string, string];
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ code: code.value.trim(), gate, fresh: fresh.checked });
    const answer = await fetch('/api/check-ins', { method: 'POST', headers, body }).catch(() => undefined);
    const said = await answer?.json().catch(() => undefined);
    if (!answer || !said) return say('bad', 'No answer', 'Try the same code again: it is let in only once.');
    if (answer.ok) say('good', 'Welcome', seatName(said.seatId));
    else if (said.type === 'already-used')
      say(
        'bad',
        'Already inside',
        `${seatName(said.seatId)} came in on ${day(said.at)} at ${hour(said.at)} UTC, gate ${said.gate}.`,
      );
    else say('bad', 'Not let in', new Refused(answer.status, said).message);
    if (answer.status === 401) return;
    kept.set('door token', token);
    kept.set('door gate', gate);
    code.value = '';
  }

  function say(how: 'good' | 'bad', heading: string, text: string): void {
    verdict.className = `verdict card ${how}`;
    verdict.replaceChildren(h('strong', {}, `${how === 'good' ? '✓' : '✕'} ${heading}`), h('p', {}, text));
  }

  show('The door', h('div', { class: 'narrow' }, h('h1', {}, 'The door'), form, verdict));
}
