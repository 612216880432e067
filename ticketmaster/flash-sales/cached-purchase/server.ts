// One app server of the drawing. start.ts starts two of them, and tells where their servers are.
import { env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart } from '@ticketmaster/common/http';
import { layersNamed } from './layers.ts';
import { openSale } from './open.ts';
import { purchaseRoutes } from './routes.ts';

process.on('disconnect', () => process.kill(process.pid, 'SIGTERM')); // of whoever has started it with a channel: it has ended, however it did
if (process.connected === false) process.exit(1); // and before we looked

const open = async () =>
  openSale({
    ...{ postgresUrls: env.text('PG_URLS').split(','), schema: env.text('PG_SCHEMA', 'flash_cached') },
    sentinels: env.text('SENTINELS').split(',').map(addressOf),
    layers: layersNamed(env.text('LAYERS', '1234'), env.text('ALLOW_UNSAFE', '0') === '1'),
    ...{ lockMs: env.count('LOCK_MS', 5_000), waitMs: env.count('LOCK_WAIT_MS', 0) },
    connections: env.count('CONNECTIONS', 140), // two servers, each with one more that asks who is the primary: 282 of 300
  });
const sale = await open().catch(refuseToStart);

const routes = purchaseRoutes({ sale, operatorToken: env.text('OPERATOR_TOKEN', '') });
const server = await listen(app(routes, sale.ready), env.count('PORT', 3810)).catch(refuseToStart);
onShutdown(server.close, sale.close);
console.log(`READY ${server.url}`);

function addressOf(text: string) {
  const [host = '', port] = text.split(':');
  return { host, port: Number(port) };
}
