/** A stand-in for a model on a GPU:  node render/gpu.ts  (PORT, FASTER: how many times as fast as the document its clock goes; 60) */
import { env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart } from '@ticketmaster/common/http';
import { gpuStandIn } from './stand-in.ts';

process.on('disconnect', () => process.kill(process.pid, 'SIGTERM')); // of whoever has started it with a channel: it has ended, however it did

const server = await listen(
  app(gpuStandIn(env.count('FASTER', 60)), async () => {}),
  env.count('PORT', 0),
).catch(refuseToStart);
onShutdown(server.close);
console.log(`READY ${server.url}`);
