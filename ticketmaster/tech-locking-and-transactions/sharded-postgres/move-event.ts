import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { openSharded, urlsFrom } from './open.ts';

/** Moves an event, and tells for how long nobody could buy; for experiments kills itself at the step that BREAK names. */
async function main(eventId = '', to = ''): Promise<void> {
  const office = await openSharded(...urlsFrom(env))();
  const dies = env.text('BREAK', 'never');
  const from = performance.now();
  let announcedAt = from;
  const moved = await office.move(eventId, to, step => {
    if (step === 'announced') announcedAt = performance.now();
    if (step === dies) process.kill(process.pid, 'SIGKILL');
  });
  const pauseMs = Math.round(performance.now() - announcedAt);
  await office.close();
  if (moved === undefined) throw new Error(`${eventId} is on no node`);
  console.log(JSON.stringify({ eventId, node: to, moved, ...(moved && { pauseMs }) }));
}

if (import.meta.main) await main(...process.argv.slice(2)).catch(refuseToStart);
