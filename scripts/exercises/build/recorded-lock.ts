import type { Lock } from '../../../ticketmaster/tech-locking-and-transactions/redlock/lock.ts';
import type { LockUnderTest } from '../../../ticketmaster/tech-locking-and-transactions/redlock/lock-promises.ts';
import type { RedisVoter } from '../../../ticketmaster/tech-locking-and-transactions/redlock/voters.ts';
import type { History } from './history.ts';

/** The same lock, and whatever is done with it is in `history`: a lane for each client, and one for the servers. Keys are A, B, … */
export function recordedLock(under: LockUnderTest, history: History): LockUnderTest {
  const letters = new Map<string, string>();
  const busy = new Set<string>();
  const owners = new Map<string, { keys: string[]; lock: Lock }>();

  const letterOf = (key: string) => {
    const letter = letters.get(key) ?? String.fromCharCode('A'.charCodeAt(0) + letters.size);
    letters.set(key, letter);
    return letter;
  };

  /** The first lane whose client neither waits for a lock nor has one. */
  function nextClient(): string {
    const free = Array.from({ length: busy.size + 1 }, (_, nth) => `client ${nth + 1}`).find(lane => !busy.has(lane))!;
    busy.add(free);
    return free;
  }

  function ownersBesides(keys: string[]): string | undefined {
    const others = [...owners].filter(
      ([, { keys: theirs, lock }]) => theirs.some(key => keys.includes(key)) && lock.held(),
    );
    return others.length
      ? `${others[0]![0]}${others.length > 1 ? ` and ${others.length - 1} more have` : ' has'} it too`
      : undefined;
  }

  return {
    voters: under.voters.map(voter => ({
      ...voter,
      redis: watched(voter.redis, key => history.fault('servers', `${letterOf(key)} deleted`)),
    })),
    async lock(options, keys, voters) {
      const lane = nextClient();
      const named = keys.map(letterOf);
      const { leaseMs, waitMs } = options;
      const given = [named.join(' + '), `lease ${leaseMs / 1_000} s`, `waits ${waitMs / 1_000} s`];
      const lock = await history
        .call(
          lane,
          'lock',
          given,
          () => under.lock(options, keys, voters),
          got => {
            if (!got) return { answer: ['refused'] };
            const wrong = ownersBesides(keys);
            owners.set(lane, { keys, lock: got });
            return { answer: ['has it'], wrong };
          },
        )
        .catch(error => {
          busy.delete(lane);
          throw error;
        });
      if (!lock) {
        busy.delete(lane);
        return undefined;
      }
      return {
        held: () => history.asked(lane, 'held', () => lock.held()),
        async release() {
          await history.call(lane, 'release', [named.join(' + ')], () => lock.release());
          owners.delete(lane);
          busy.delete(lane);
        },
      };
    },
  };
}

/** The check deletes keys by itself, as a failover loses them. */
function watched(redis: RedisVoter['redis'], deleted: (key: string) => void): RedisVoter['redis'] {
  return new Proxy(redis, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        if (name === 'del') deleted(String(given[0]));
        return value.apply(target, given);
      };
    },
  });
}
