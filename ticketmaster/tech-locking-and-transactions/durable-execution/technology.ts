/** What the family's comparison runs of this lesson. */
import type { Technology } from '@ticketmaster/locking/technology';
import { openDurable } from './open.ts';
import { openRestate } from './restate/open.ts';

export const technologies: Technology[] = [
  {
    name: 'Durable execution',
    open: urls => openDurable({ seats: urls.PG_URL!, provider: '' }, { patienceMs: 60_000 }), // one seat that all want sells slowly
    ways: [{ way: 'dbos', when: 'the saga shall live on an engine that others have written' }],
  },
  {
    name: 'Durable execution (Restate)',
    moreServers: ['restate'],
    script: 'restate/server.ts',
    open: urls =>
      openRestate(
        { seats: urls.PG_URL!, provider: '', restate: urls.RESTATE_URL! },
        { service: 'compared', port: 3336, patienceMs: 60_000 },
      ),
    ways: [{ way: 'restate', when: 'sagas shall go on by themselves, on a server that is there for that' }],
  },
];
