import { openSale } from '../../../ticketmaster/flash-sales/disaster/open.ts';
import { openProvider } from '../../../ticketmaster/flash-sales/disaster/servers.ts';
import { connectToPostgres } from '../../../ticketmaster/postgres/database.ts';
import { unique } from '../../../ticketmaster/testing/eventually.ts';
import type { Span } from '../../charts/trace.ts';
import type { Measuring, Section } from '../comparison.ts';

/** By the step that ends it: what a purchase does. */
const phases: Record<string, string> = {
  locked: 'waits for the lock',
  seen: 'looks',
  reserved: 'decrements, reserves',
  charged: 'is charged',
  over: 'confirms, releases',
};
const BUYERS = ['request 1', 'request 2', 'request 3', 'request 4', 'request 5'];

/** The timeline of the document, of five real purchases that come at the same moment and wait for the lock. */
export async function fiveRequests({ urls, tell }: Measuring): Promise<Section> {
  Object.assign(process.env, urls);
  const [schema, providerSchema] = [unique('flash_trace'), unique('flash_trace_provider')];
  const provider = await openProvider({ PG_SCHEMA: providerSchema });
  const sale = await openSale({
    ...{ pgUrl: urls.PG_URL!, redisUrl: urls.REDIS_URL!, schema, providerUrl: provider.url, key: 'sk_test_lab' },
    waitMs: 5_000,
  });
  try {
    await sale.putOnSale({ itemId: 'item_123', units: 100, priceCents: 5_000 });
    const rush = async () => {
      const spans: Span[] = [];
      const start = performance.now();
      const buy = async (row: string) => {
        let from = 0;
        const reached = (step: string) => {
          const to = performance.now() - start;
          spans.push({ row, phase: phases[step]!, from, to });
          from = to;
        };
        const purchase = { itemId: 'item_123', quantity: 1, paymentMethod: 'pm_card_visa' };
        await sale.purchase({ ...purchase, key: unique('key'), userId: unique('user') }, reached);
        reached('over');
      };
      await Promise.all(BUYERS.map(buy));
      return spans;
    };
    await rush(); // connections, plans and code are warm after that
    const spans = await rush();
    const inOrder = BUYERS.map((_, nth) => ends(spans)[nth]!);
    const named = spans.map(span => ({ ...span, row: BUYERS[inOrder.indexOf(span.row)]! }));
    const sorted = BUYERS.flatMap(row => named.filter(span => span.row === row));
    tell(`five requests  the last was over after ${Math.round(Math.max(...spans.map(({ to }) => to)))} ms`);
    return section(sorted);
  } finally {
    await sale.close();
    await provider.end();
    const db = connectToPostgres(urls.PG_URL!, { schema, connections: 1 });
    await db.query(`drop schema if exists ${schema}, ${providerSchema} cascade`);
    await db.close();
  }
}

/** Who was over when, the first one first. */
const ends = (spans: Span[]) =>
  spans
    .filter(({ phase }) => phase === phases.over)
    .toSorted((a, b) => a.to - b.to)
    .map(({ row }) => row);

function section(spans: Span[]): Section {
  const names = Object.values(phases);
  const cell = (row: string, phase: string) => {
    const span = spans.find(one => one.row === row && one.phase === phase)!;
    return (span.to - span.from).toFixed(1);
  };
  return {
    title: 'Five requests at the same moment',
    about:
      'The timeline of the document (a check after 10 ms, a decrement after 20, an order after 30, the release after 40, the next buyer at 50), as five purchases really took it, named by the order in which they were over. Each waits for the lock, as drawn. ms.',
    head: ['', ...names],
    rows: BUYERS.map(row => [row, ...names.map(phase => cell(row, phase))]),
    notes: ['The document has no charge in its timeline. The lock is held over it, as its flow says.'],
    chart: {
      ...{ kind: 'trace', file: 'five-requests.svg', title: 'Five requests at the same moment' },
      subtitles: ['one lock, one item: each is alone with the stock'],
      x: { title: 'since they came', unit: 'ms' },
      spans,
    },
    raw: spans,
  };
}
