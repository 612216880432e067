import { Contended, Problem } from '@ticketmaster/common/problem';
import { homeOf, type Node, whereabouts } from './nodes.ts';

/** How often a node may send us on to another before we give up: an event that moves that fast is not there to be bought. */
const MOST_HOPS = 5;

const isAway = (error: unknown) => error instanceof Problem && error.type === 'unavailable';

export interface Finding {
  /**
   * Does `work` on the node where the event is. Work that answers undefined has not found it there; then that node is asked where it went.
   * Undefined for an event that is nowhere. Rejects with Contended where the event is moved again and again meanwhile.
   */
  at<T>(eventId: string, work: (node: Node) => Promise<T | undefined>): Promise<T | undefined>;
}

/**
 * Finds events: at home, by their hash, unless they were moved. What moved is remembered here, an entry for each such event, and is a hint
 * alone: a node refuses an event that it does not have, so who comes with an old one is sent on and sells nothing wrong.
 */
export function finding(nodes: readonly Node[]): Finding {
  const moved = new Map<string, Node>();
  const named = (name: string) => nodes.find(node => node.name === name);

  return {
    async at(eventId, work) {
      const home = homeOf(eventId, nodes);
      let doubted = false;
      for (let hop = 0; hop < MOST_HOPS; hop++) {
        const node = moved.get(eventId) ?? home;
        let result: Awaited<ReturnType<typeof work>>;
        try {
          result = await work(node);
        } catch (error) {
          if (node === home || doubted || !isAway(error)) throw error;
          doubted = true; // it may have come home since, from a node that is away now
          moved.delete(eventId);
          continue;
        }
        if (result !== undefined) return result;
        const { here, movedTo } = await whereabouts(node.db, eventId);
        if (here) continue; // it came just now
        const next = movedTo === null ? home : named(movedTo);
        if (!next) throw new Error(`${eventId} has gone to ${movedTo}, a node that is not ours`);
        if (next === node) return undefined;
        if (next === home) moved.delete(eventId);
        else moved.set(eventId, next);
      }
      throw new Contended('conflict');
    },
  };
}
