import type { Handed, Line } from '../../../ticketmaster/tech-waiting-room/contract/line.ts';
import type { LineSetup } from '../../../ticketmaster/tech-waiting-room/contract/promises.ts';
import type { History } from './history.ts';

const BROKER = 'broker';

/** The same line, and whatever is done with it is in `history`: a lane for each gate, and one for the broker. */
export function recordedLine(setup: LineSetup, history: History): LineSetup {
  let gates = 0;
  const holders = new Map<string, { lane: string; is: 'handed' | 'acked' }>();
  const gone = new Set<string>();

  /** Why these must not be handed to `lane` now. */
  function wrongToHand(lane: string, visitors: string[]): string | undefined {
    const wrong = new Map<string, string[]>();
    const add = (why: string, visitor: string) => wrong.set(why, [...(wrong.get(why) ?? []), visitor]);
    for (const [nth, visitor] of visitors.entries()) {
      const before = holders.get(visitor);
      if (visitors.indexOf(visitor) < nth) add('twice in it:', visitor);
      else if (before?.is === 'acked') add(`${before.lane} had acked`, visitor);
      else if (before && !gone.has(before.lane)) add(`${before.lane} has`, visitor);
    }
    for (const visitor of visitors) holders.set(visitor, { lane, is: 'handed' });
    const all = (these: string[]) => (these.length > 1 && these.length === visitors.length ? 'them' : these.join(', '));
    return wrong.size ? [...wrong].map(([why, these]) => `${why} ${all(these)}`).join('; ') : undefined;
  }

  function recorded(line: Line, lane: string): Line {
    return {
      join: place => history.call(lane, 'join', [place.visitorId], () => line.join(place)),
      next: max =>
        history.call(
          lane,
          'next',
          [`${max}`],
          () => line.next(max),
          handed => {
            const visitors = namesOf(handed);
            return { answer: visitors.length ? visitors : ['nobody'], wrong: wrongToHand(lane, visitors) };
          },
        ),
      ack: handed =>
        history.call(
          lane,
          'ack',
          namesOf(handed),
          () => line.ack(handed),
          () => {
            for (const visitor of namesOf(handed)) holders.set(visitor, { lane, is: 'acked' });
            return {};
          },
        ),
      close: () => history.call(lane, 'close', [], () => line.close()).finally(() => gone.add(lane)),
    };
  }

  return {
    ...setup,
    async openGate(eventId) {
      const lane = `gate ${++gates}`;
      const { line, die } = await history.call(lane, 'opens', [], () => setup.openGate(eventId));
      return {
        line: recorded(line, lane),
        async die() {
          history.fault(lane, 'killed');
          gone.add(lane);
          await die();
        },
      };
    },
    async restartBroker() {
      history.fault(BROKER, 'killed');
      await setup.restartBroker();
      history.fault(BROKER, 'restarted');
    },
  };
}

const namesOf = (handed: readonly Handed[]) => handed.map(({ place }) => place.visitorId);
