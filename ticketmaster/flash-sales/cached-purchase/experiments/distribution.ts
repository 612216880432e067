import type { Answer } from '@ticketmaster/flash-sales/client';
import { ask } from '@ticketmaster/replicated-servers/postgres';
import { unique } from '@ticketmaster/testing/eventually';
import { seeded, zipf } from '@ticketmaster/testing/zipf';
import type { Drawing } from '../drawing.ts';
import { clientOf } from './client.ts';
import { median } from './combinations.ts';

export interface Distribution {
  requests: number;
  /** Answered from Redis, by the replica, by the primary (a view of what the replica does not have yet), by a purchase that was written, and by a refusal. */
  counts: Record<'hit' | 'replica' | 'primary' | 'written' | 'being-purchased' | 'out-of-stock' | 'error', number>;
  /** Medians, of the whole answer as the client sees it, and of the part of one server. ms */
  ms: Record<'hit' | 'redis' | 'replica' | 'database' | 'written' | 'being-purchased' | 'out-of-stock', number>;
  /** Most connections of the app servers to each database that were seen at once. */
  connections: { primary: number; replica: number };
  oversold: number;
  seconds: number;
}

export interface DistributionParts {
  requests: number;
  products: number;
  /** So many clients, each of which sends its next request when the last is answered. */
  clients: number;
  operatorToken: string;
}

/** A view is four times as frequent as a purchase, as in the drawing. Products are picked by Zipf's law; one of them is sold out. */
export async function distribution(drawing: Drawing, parts: DistributionParts): Promise<Distribution> {
  const { requests, products, clients, operatorToken } = parts;
  const client = clientOf(drawing.url, drawing.cert, operatorToken);
  const random = seeded(2);
  const ids = Array.from({ length: products }, () => unique('product'));
  const soldOut = unique('product');
  for (const id of ids) await client.putOnSale(id, requests);
  await client.putOnSale(soldOut, 1);
  await client.purchase(soldOut, 'eve', unique('key'));
  const pick = zipf(products, 0.99, random);
  const wishes = Array.from({ length: requests }, () => ({
    isView: random() < 0.8,
    id: ids[pick()]!,
    late: random() < 0.02,
  }));
  const answers: { isView: boolean; answer: Answer }[] = [];
  const most = mostConnections(drawing);
  const started = performance.now();
  const work = async () => {
    for (let wish = wishes.pop(); wish; wish = wishes.pop()) {
      const { isView, id, late } = wish;
      const answer = isView
        ? await client.view(id)
        : await client.purchase(late ? soldOut : id, unique('user'), unique('key'));
      answers.push({ isView, answer });
    }
  };
  await Promise.all(Array.from({ length: clients }, work));
  const seconds = (performance.now() - started) / 1_000;
  const connections = await most();
  let oversold = 0;
  for (const id of [...ids, soldOut]) oversold += (await client.audit(id)).body.oversold;
  client.close();
  return { requests, ...summed(answers), connections, oversold, seconds };
}

type Kind = keyof Distribution['counts'];

function kindOf({ isView, answer }: { isView: boolean; answer: Answer }): Kind {
  const { status, body, headers } = answer;
  if (isView && status === 200)
    return headers['x-cache'] === 'cache' ? 'hit' : (headers['x-cache'] as 'replica' | 'primary');
  if (status === 201) return 'written';
  return body.type === 'being-purchased' || body.type === 'out-of-stock' ? body.type : 'error';
}

function summed(answers: { isView: boolean; answer: Answer }[]): Pick<Distribution, 'counts' | 'ms'> {
  const of = Map.groupBy(answers, kindOf);
  const count = (kind: Kind) => of.get(kind)?.length ?? 0;
  const whole = (kind: Kind) => median((of.get(kind) ?? []).map(({ answer }) => answer.ms));
  const part = (kind: Kind, server: string) =>
    median(
      (of.get(kind) ?? []).map(({ answer }) =>
        Number(new RegExp(`${server};dur=([\\d.]+)`).exec(`${answer.headers['server-timing']}`)?.[1]),
      ),
    );
  return {
    counts: {
      ...{ hit: count('hit'), replica: count('replica'), primary: count('primary'), written: count('written') },
      ...{ 'being-purchased': count('being-purchased'), 'out-of-stock': count('out-of-stock'), error: count('error') },
    },
    ms: {
      ...{
        hit: whole('hit'),
        redis: part('hit', 'redis'),
        replica: whole('replica'),
        database: part('replica', 'database'),
      },
      ...{
        written: whole('written'),
        'being-purchased': whole('being-purchased'),
        'out-of-stock': whole('out-of-stock'),
      },
    },
  };
}

/** Counts them from now on, as often as they can be asked; answers how to end that, and what was the most. */
function mostConnections({ topology }: Drawing): () => Promise<Distribution['connections']> {
  let over = false;
  const most = [0, 0];
  const counting = Promise.all(
    topology.postgresUrls.map(async (url, nth) => {
      while (!over) {
        const [row] = await ask(
          url,
          `select count(*)::int as n from pg_stat_activity where backend_type = 'client backend' and application_name not in ('watcher', '')`,
        );
        most[nth] = Math.max(most[nth]!, Number(row!.n));
      }
    }),
  );
  return async () => {
    over = true;
    await counting;
    return { primary: most[0]!, replica: most[1]! };
  };
}
