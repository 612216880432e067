// Commits do not wait for the replica, as drawn. Where it has not received them when the primary dies, orders are lost that buyers were told of.
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { expect, it } from 'vitest';
import { underTest } from '../sale.fixture.ts';
import { walReceiverOf } from './receiver.ts';

const lab = underTest();

it('orders that the replica did not have are gone with the primary; what they took can be bought again, whatever Redis had heard', async () => {
  const { member, primary } = lab.topology();
  const sale = await lab.open();
  const itemId = unique('product');
  await sale.putOnSale({ itemId, units: 10, priceCents: 0 });
  await lab.arrived(itemId);
  const receiver = walReceiverOf(member('postgres-2')!.pid()!);
  process.kill(receiver, 'SIGSTOP'); // as where the network is slow: on one machine the stream is faster than any kill
  const wish = () => ({ key: unique('key'), userId: unique('user'), itemId, quantity: 1, paymentMethod: '' });
  for (let nth = 0; nth < 4; nth++) expect((await sale.purchase(wish())).status).toBe('CONFIRMED');
  await member('postgres-1')!.kill();
  process.kill(receiver, 'SIGKILL'); // with what had arrived and was not read
  await eventually(() => expect(primary().name).toBe('postgres-2'));
  await eventually(async () => expect(await sale.audit(itemId)).toMatchObject({ confirmed: 0, inventory: 10 })); // four were told otherwise
  const eight = { ...wish(), quantity: 8 }; // Redis had heard that six are left
  await eventually(async () => expect((await sale.purchase(eight)).status).toBe('CONFIRMED'));
  expect(await sale.audit(itemId)).toMatchObject({ confirmed: 8, inventory: 2, oversold: 0, lost: 0 });
  await sale.close();
});
