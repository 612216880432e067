/** From a history to a picture: calls that are alike are one, and what is long is cut where nothing went wrong. */
import { cut } from '../../charts/cut.ts';
import type { LaneStep, LanesChart } from '../../charts/lanes.ts';
import type { Moment } from './history.ts';

/** Calls of one lane, one after the other, with the same verb and the same answer. `begin` and `end` are numbers of moments. */
interface Calls {
  lane: string;
  verb: string;
  given: string[][];
  answer?: string[];
  acked: boolean;
  wrong?: string | undefined;
  threw: boolean;
  begin: number;
  end: number;
}

export function lanesOf(all: Moment[], title: string, subtitles: string[]): LanesChart {
  const moments = withoutLast('close', all); // the check tidies up when it has failed
  const lanes = [...new Set(moments.map(({ lane }) => lane))];
  const many = lanes.filter(lane => /\d/.test(lane));
  const servers = lanes.filter(lane => !many.includes(lane)); // at the right
  return { title, subtitles, lanes: [...many, ...servers], steps: cut(stepsOf(moments)) };
}

function withoutLast(verb: string, moments: Moment[]): Moment[] {
  const calls = new Set(moments.flatMap(one => (one.is === 'began' && one.verb === verb ? [one.call] : [])));
  const last = moments.findLastIndex(one => one.is === 'fault' || !calls.has(one.call));
  return moments.slice(0, last + 1);
}

function callsIn(moments: Moment[]): Calls[] {
  const groups: Calls[] = [];
  const lastOf = new Map<string, Calls>();
  let fault = -1;
  for (const [begin, moment] of moments.entries()) {
    if (moment.is === 'fault') fault = begin;
    if (moment.is !== 'began') continue;
    const { call, lane, verb, given } = moment;
    const end = moments.findIndex(other => other.is !== 'fault' && other.is !== 'began' && other.call === call);
    const ended = moments[end] as Exclude<Moment, { is: 'began' | 'fault' }> | undefined;
    const one: Calls = {
      lane,
      verb,
      given: [given],
      acked: false,
      threw: ended?.is === 'threw',
      begin,
      end: ended ? end : moments.length,
    };
    if (ended) one.answer = ended.answer;
    if (ended?.is === 'answered') one.wrong = ended.wrong;
    const last = lastOf.get(lane);
    const joined = last && last.begin > fault && !last.wrong && !one.wrong && join(last, one);
    if (!joined) {
      groups.push(one);
      lastOf.set(lane, one);
    }
  }
  return groups;
}

/** Whether `one` could be told together with the `last` of its lane, and now is. */
function join(last: Calls, one: Calls): boolean {
  const acks =
    last.verb === 'next' &&
    last.given.length === 1 &&
    !last.acked &&
    one.verb === 'ack' &&
    one.end === last.end + 2 && // nobody did anything in between
    `${one.given[0]}` === `${last.answer}`;
  const alike =
    one.verb === last.verb && !last.acked && `${one.answer}` === `${last.answer}` && one.threw === last.threw;
  if (acks && one.answer) last.acked = true;
  else if (alike && (`${one.answer}` === 'ok' || `${one.given[0]}` === `${last.given[0]}`))
    last.given.push(one.given[0]!);
  else return false;
  last.end = one.end;
  return true;
}

interface Step extends LaneStep {
  /** The number of the moment. */
  at: number;
}

function stepsOf(moments: Moment[]): LaneStep[] {
  const calls = callsIn(moments);
  const faults = moments.flatMap((moment, at) => {
    const before = moments[at - 1];
    const again =
      moment.is === 'fault' &&
      before?.is === 'fault' &&
      `${before.lane} ${before.what}` === `${moment.lane} ${moment.what}`;
    return moment.is === 'fault' && !again ? [{ ...moment, at }] : [];
  });
  const busy = [...calls.flatMap(({ begin, end }) => [begin, end]), ...faults.map(({ at }) => at)].toSorted(
    (a, b) => a - b,
  );
  const seconds = (at: number) => (moments[Math.min(at, moments.length - 1)]?.ms ?? 0) / 1_000;
  const steps: (Step & { began?: Step })[] = [];
  for (const call of calls) {
    const { lane, begin, end, wrong, threw } = call;
    const look = wrong || threw ? 'wrong' : 'call';
    const together = busy.every(at => at <= begin || at >= end);
    const began: Step = { look: 'call', lane, text: `${asked(call)} …`, s: seconds(begin), at: begin };
    if (!together) steps.push(began);
    const text = `${asked(call)} → ${answered(call)}${wrong ? `: ${wrong}` : ''}`;
    steps.push({ look, lane, text, s: seconds(end), at: end, ...(!together && { began }) });
  }
  for (const { lane, what, at } of faults) {
    steps.push({ look: 'fault', lane, text: what, s: seconds(at), at });
  }
  const ordered = steps.toSorted((a, b) => a.at - b.at);
  return ordered.map(({ at: _at, began, ...step }) => ({ ...step, ...(began && { from: ordered.indexOf(began) }) }));
}

function asked({ verb, given }: Calls): string {
  const each = given.map(one => one.join(', '));
  const times = given.length > 1 ? ` ×${given.length}` : '';
  const what = new Set(each).size > 1 ? `${each[0]} to ${each.at(-1)}` : each[0];
  return `${verb}${what ? `(${what})` : ''}${times}`;
}

const answered = ({ answer, acked, threw }: Calls): string =>
  answer ? `${threw ? 'error: ' : ''}${shortened(answer)}${acked ? ', acked' : ''}` : 'no answer yet';

const shortened = (names: string[]) =>
  (names.length > 6 ? [...names.slice(0, 5), `… ${names.length - 5} more`] : names).join(', ');
