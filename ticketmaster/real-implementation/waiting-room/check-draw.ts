/**
 * Does the draw of a pre-queue again, from what the shop has published:
 *
 *   node ticketmaster/real-implementation/waiting-room/check-draw.ts --url http://127.0.0.1:3700 --event E1 [--me USERID] [--commitment HEX]
 *
 * Says whether commitment, list and order agree, and the own place. Without --commitment, noted before the sale opened, a shop that has changed
 * seed and commitment together is not found out; without --me, nor one that left somebody out before it closed the list. Ends with 1 where
 * something does not agree, or nothing is drawn yet.
 */
import { parseArgs } from 'node:util';
import { refuseToStart } from '@ticketmaster/common/http';
import { checkedDraw, type Published } from './checked-draw.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:3700' },
    event: { type: 'string', default: 'E1' },
    me: { type: 'string' },
    commitment: { type: 'string' },
  },
});
const { url, event, me, commitment } = values;

async function published(): Promise<Published> {
  const draw = `${url}/api/events/${encodeURIComponent(event)}/draw`;
  const said = await get(draw);
  if (said.state !== 'DRAWN')
    throw new Error(
      `${event} is ${said.state}, with ${said.entrants} entrants. Note the commitment: ${said.commitment}`,
    );
  const places: Published['places'] = [];
  for (;;) {
    const more: Published['places'] = (await get(`${draw}/places?after=${places.at(-1)?.place ?? 0}`)).places;
    if (!more.length) return { ...said, places };
    places.push(...more);
    if (places.length > said.entrants) return { ...said, places }; // more than there should be: whatever else comes
  }
}

// biome-ignore lint/suspicious/noExplicitAny: what a shop says; checkedDraw finds what is wrong with it
async function get(path: string): Promise<any> {
  const answer = await fetch(path, { signal: AbortSignal.timeout(10_000) });
  const body = await answer.json();
  if (answer.ok) return body;
  throw new Error((body as { detail?: string }).detail ?? `${path} answered ${answer.status}`);
}

const checks = await published()
  .then(all => checkedDraw(event, all, { me, commitment }))
  .catch(refuseToStart);
for (const { what, holds } of checks) console.log(`${holds ? '✓' : '✗ NOT SO:'} ${what}`);
process.exitCode = checks.every(({ holds }) => holds) ? 0 : 1;
