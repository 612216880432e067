import { openDatabase, seatTables } from '@ticketmaster/locking-store/database';
import { connectToProvider } from '@ticketmaster/two-phase-payments/client';
import { providerTables } from '@ticketmaster/two-phase-payments/payment-provider';
import { openStandIn } from '@ticketmaster/two-phase-payments/stand-in';

const durableTables = `${import.meta.dirname}/durable.sql`;

export interface Connected {
  seats: string;
  /** The provider; '' for a stand-in in a process of its own. */
  provider: string;
}

/** Opens what the sales of both engines work with; `opening` closes it. */
export async function connect(opening: AsyncDisposableStack, { seats, provider }: Connected, schema: string) {
  const standIn = await openStandIn(provider, { PG_URL: seats, PG_SCHEMA: `${schema}_provider`, PORT: '0' });
  opening.defer(standIn.close);
  const db = await openDatabase(seats, schema, [seatTables, providerTables, durableTables], 30);
  opening.defer(db.close);
  return { db, client: connectToProvider({ key: 'sk_test_lab', url: standIn.url }), providerUrl: standIn.url };
}

/** What a process has once for each key: who opens it again gets what is open, and the last one to close it ends it. */
export function sharing<T extends { close(): Promise<void> }>() {
  const all = new Map<string, { users: number; opened: Promise<T> }>();
  return {
    isOpen: (key: string) => all.has(key),
    count: () => all.size,

    async use(key: string, open: () => Promise<T>): Promise<T> {
      const mine = all.get(key) ?? { users: 0, opened: open() };
      all.set(key, mine);
      mine.users++;
      const isLast = () => --mine.users === 0 && all.delete(key);
      const office = await mine.opened.catch(error => {
        isLast();
        throw error;
      });
      let isClosed = false;
      const close = async () => {
        if (isClosed) return;
        isClosed = true;
        if (isLast()) await office.close();
      };
      return { ...office, close };
    },
  };
}
