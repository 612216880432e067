import { openDatabase, paymentTables, seatTables } from '@ticketmaster/locking-store/database';
import { type Databases, type Settings, sagaBoxOffice } from './box-office.ts';
import { sagaTables } from './saga-log.ts';

/** Opens the connections, hands them to the box office, and closes them. */
export const openSaga =
  (urls: Databases<string>, { schema = 'locking_saga', ...settings }: Settings & { schema?: string } = {}) =>
  async () => {
    const [seats, payments] = await Promise.all([
      openDatabase(urls.seats, schema, [seatTables, sagaTables]),
      openDatabase(urls.payments, schema, [paymentTables]),
    ]);
    const office = sagaBoxOffice({ seats, payments }, settings);
    const close = async () => {
      await office.close();
      await Promise.all([seats.close(), payments.close()]);
    };
    return { ...office, close };
  };
