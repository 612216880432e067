import { randomUUIDv7 } from 'node:crypto';
import { Problem } from '@ticketmaster/common/problem';
import { type AddressGuard, AddressRefused } from './addresses.ts';
import { inWords } from './outcome.ts';
import type { Answer, Poster } from './post.ts';
import { type InFlight, slots } from './slots.ts';
import type { Webhook, Webhooks } from './webhooks.ts';

export interface RegistrationParts {
  webhooks: Webhooks;
  guard: AddressGuard;
  poster: Poster;
  inFlight: InFlight;
  now: () => number;
  /** Challenges for one visitor a minute, by each server: more would make it a means to try out other hosts. */
  mostAMinute?: number;
}

/**
 * Registers a webhook, once whoever answers there has shown that it knows the secrets and wants to be told: it is sent a challenge, and
 * has to answer with it. The same registration again is not challenged again, and what waits is sent at once.
 *
 * Throws a Problem 422 address-refused or challenge-failed, or 429 too-many-registrations, of which nothing is kept.
 */
export function registration({ webhooks, guard, poster, inFlight, now, mostAMinute = 10 }: RegistrationParts) {
  const mayTry = countedByMinute(mostAMinute, now);
  const { hasRoomFor, take } = slots(inFlight); // of their own, so that registering and sending do not take them from each other

  return async (visitorId: string, asked: Pick<Webhook, 'url' | 'secrets'>): Promise<void> => {
    const url = allowed(guard, asked.url);
    const webhook = { url: url.href, secrets: asked.secrets };
    if (!isSame(await webhooks.of(visitorId), webhook)) {
      if (!mayTry(visitorId)) throw tooMany(mostAMinute);
      await challenge(url.origin, webhook);
    }
    await webhooks.register(visitorId, webhook, now());
  };

  /**
   * @message webhook.challenge over webhook the URL that is to be registered
   * @field type `webhook.challenge`
   * @field timestamp when it was made
   * @field data `{ challenge }`, which has to be in the answer
   * @word webhook.challenge
   * @says Asks whether whoever answers there knows the secrets, and wants to be told.
   * @lost Nothing is registered.
   * @sends webhook.challenge
   */
  async function challenge(origin: string, { url, secrets }: Pick<Webhook, 'url' | 'secrets'>): Promise<void> {
    if (!hasRoomFor(origin))
      throw new Problem(503, 'busy', 'too many registrations are being challenged', { retryable: true });
    const sent = randomUUIDv7();
    const timestamp = new Date(now()).toISOString();
    const body = JSON.stringify({ type: 'webhook.challenge', timestamp, data: { challenge: sent } });
    const slot = take(origin);
    try {
      const answer = await poster.post({ id: sent, url, secrets, body });
      const met = answer.kind === 'answered' && answer.status === 200 && challengeIn(answer.body) === sent;
      slot.answered(met);
      if (!met) throw failed(answer);
    } finally {
      slot.giveBack();
    }
  }
}

/** Whether this one may go on; forgets everybody when a minute is over. */
function countedByMinute(most: number, now: () => number): (name: string) => boolean {
  let counts = new Map<string, number>();
  let until = 0;
  return name => {
    if (now() >= until) {
      counts = new Map();
      until = now() + 60_000;
    }
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return counts.get(name)! <= most;
  };
}

const tooMany = (most: number) =>
  new Problem(429, 'too-many-registrations', `${most} other webhooks a minute may be tried`, { retryable: true });

function allowed(guard: AddressGuard, url: string): URL {
  try {
    return guard.checked(url);
  } catch (error) {
    if (error instanceof AddressRefused) throw refused(error.message);
    throw error;
  }
}

/** The address is not one to call: no https, too long, or inside of a network. */
const refused = (why: string) => new Problem(422, 'address-refused', `url: ${why}`);

/** Tells the status and nothing else of what came: the answer of a place that the visitor cannot reach is not the visitor's to read. */
function failed(answer: Answer): Problem {
  if (answer.kind === 'address refused') return refused(answer.why);
  if (answer.kind === 'cut off')
    return new Problem(503, 'unavailable', `nothing was registered: ${answer.why}`, { retryable: true });
  const status = answer.kind === 'answered' ? answer.status : undefined;
  const came = status === 200 ? 'answered 200 without it' : inWords(answer);
  return new Problem(422, 'challenge-failed', `url: had to answer 200 with the challenge, and ${came}`, {
    retryable: status === undefined || status >= 500,
  });
}

function challengeIn(body: string): unknown {
  try {
    return JSON.parse(body)?.challenge;
  } catch {
    return undefined;
  }
}

const isSame = (known: Webhook | undefined, asked: Pick<Webhook, 'url' | 'secrets'>) =>
  known?.state === 'ACTIVE' && known.url === asked.url && known.secrets.join() === asked.secrets.join();
