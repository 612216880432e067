import type { Moment } from './history.ts';
import type { Step } from './joined.ts';
import type { Process } from './processes.ts';
import { pathInWords, saidInWords, summaryOf } from './words.ts';

/** What nobody asks for its own sake. */
const UNASKED = /^\/(health|ready|metrics|targets)$|favicon/;

/** What a server did, from its own moments. `settings` are those it was started with, by a reader. */
export function stepsOfServer(server: Process, own: Moment[], settings: string, all: Process[]): Step[] {
  const { lane } = server;
  const open = new Map<number, { method: string; path: string }>();
  let isUp = false;
  let killsItself = false;
  return own.flatMap(stepsAt);

  function stepsAt(moment: Moment): Step[] {
    const { ms } = moment;
    switch (moment.is) {
      case 'started':
        return [{ look: 'call', lane, text: settings ? `starts with ${settings}` : 'starts', ms }];
      case 'asked':
        isUp = true;
        if (!UNASKED.test(moment.path)) open.set(moment.call, moment);
        return [];
      case 'left':
        open.delete(moment.call);
        return [];
      case 'told':
        return told(moment.event);
      case 'answered': {
        const asked = open.get(moment.call);
        open.delete(moment.call);
        return asked ? [answered(asked, moment)] : [];
      }
      case 'said':
        isUp ||= /^READY /m.test(moment.text);
        return moment.text.split('\n').flatMap(said);
      case 'stood still':
        return isUp ? [fault(`goes on after it stood still for ${(moment.forMs / 1_000).toFixed(1)} s`)] : [];
      case 'signals':
        return signals(moment.to, moment.signal);
      case 'gone':
        return killsItself ? [] : [...[...open.values()].map(unanswered), gone()];
      case 'ended':
        return []; // it is gone in a moment
    }

    function fault(text: string, of = lane): Step {
      return { look: 'fault', lane: of, text, ms };
    }

    function told(event: string): Step[] {
      return [{ look: 'call', lane, text: `stream tells ${event}`, key: event, ms }];
    }

    function said(line: string): Step[] {
      const text = saidInWords(line);
      if (!text || text.startsWith('READY ')) return [];
      return [{ look: 'call', lane, text: `says: ${text}`, key: text.replaceAll(/\d+/g, '0'), ms }];
    }

    function unanswered({ method, path }: { method: string; path: string }): Step {
      const call = { verb: method, path: pathInWords(path) };
      return { look: 'wrong', lane, text: 'no answer', key: `${method} ${routeOf(call.path)}`, call, ms };
    }

    function signals(to: number, signal: string): Step[] {
      if (to === server.pid) {
        killsItself = signal === 'SIGKILL';
        return killsItself ? [fault('kills itself, as it was told to'), ...[...open.values()].map(unanswered)] : [];
      }
      const other = all.find(({ pid }) => pid === Math.abs(to));
      return other?.serves ? [fault(`gets ${signal}`, other.lane)] : [];
    }

    function gone(): Step {
      if (server.code === undefined) return fault('killed');
      return { look: 'call', lane, text: server.code === 0 ? 'ends' : `ends with ${server.code}`, ms };
    }
  }

  function answered({ method, path }: { method: string; path: string }, moment: Moment & { is: 'answered' }): Step {
    const { status, body, ms } = moment;
    const { text, state } = summaryOf(status, body);
    const call = { verb: method, path: pathInWords(path) };
    const key = `${method} ${status} ${state} ${routeOf(call.path)}`;
    return { look: status >= 500 ? 'wrong' : 'call', lane, text, key, call, ms };
  }
}

/** `orders/…/payment` for all orders: paths are alike that differ in the name of one thing. */
function routeOf(path: string): string {
  const parts = path.split('/');
  return parts.length < 3 ? parts[0]! : `${parts.length} ${parts[0]} ${parts.at(-1)}`;
}
