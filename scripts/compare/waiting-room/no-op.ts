/** The app of the waiting room with nothing behind it: what HTTP, routes and JSON cost, before any line does. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { app, listen } from '../../../ticketmaster/common/http.ts';
import type { Visitor } from '../../../ticketmaster/tech-waiting-room/contract/ledger.ts';
import { visitorRoutes } from '../../../ticketmaster/tech-waiting-room/contract/routes.ts';
import type { WaitingRooms } from '../../../ticketmaster/tech-waiting-room/contract/waiting-room.ts';

const rooms: Pick<WaitingRooms, 'join' | 'placeTokenFor'> = {
  placeTokenFor: async () => '1.a-token-as-long-as-those-of-a-room-with-a-secret',
  async join(_eventId, visitorId): Promise<Visitor> {
    await nextTurn(); // a line answers in a later turn of the event loop, too
    const place = { visitorId, number: 1, joinedAt: Date.now(), noShowSeconds: 60 };
    return { ...place, state: 'WAITING', position: 1, etaSeconds: null };
  },
};

const server = await listen(app(visitorRoutes(rooms as WaitingRooms), () => Promise.resolve()));
console.log(`READY ${server.url}`);
