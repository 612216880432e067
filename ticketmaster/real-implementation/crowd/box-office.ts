import { eventually, unique } from '@ticketmaster/testing/eventually';
import type { Sample } from './evidence.ts';
import { send } from './wire.ts';

export interface Opening {
  urls: string[];
  operatorToken: string;
  /** The venue says how many seats there are: V3 has 200, V2 1,200, V1 20,000. */
  venueId: string;
  waitingRoom: 'off' | 'hold';
  priceCents: number;
  /** Of a category of sections, where it is another. */
  prices?: Record<string, number>;
}

export interface RoomSettings {
  capacity: number;
  admitPerSecond: number;
  admissionSeconds: number;
  noShowSeconds: number;
}

/** What the operator does by the API before, during and after a sale. Each call is asked at any door, again for 20 s where nobody answers. */
export function boxOffice(urls: string[], operatorToken: string) {
  const ask = (method: string, path: string, body?: object) => {
    const url = urls[Math.floor(Math.random() * urls.length)];
    const headers = { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' };
    return send(method, `${url}${path}`, headers, body && JSON.stringify(body), 5_000);
  };
  const call = (method: string, path: string, body?: object): Promise<unknown> =>
    eventually(async () => {
      const answer = await ask(method, path, body);
      if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    }, 20_000);

  return {
    /** A fresh event; answers its id and all its seats in the order of the map. */
    async putOnSale({ venueId, waitingRoom, priceCents, prices = {} }: Omit<Opening, 'urls' | 'operatorToken'>) {
      const eventId = unique('event');
      const path = `/api/events/${eventId}`;
      const show = { venueId, name: 'The Rush', performer: 'The Crowd', genre: 'Pop', priceCents, prices };
      await call('PUT', path, { ...show, startsAt: '2027-06-18T19:00:00Z' });
      await call('PATCH', path, { status: 'ON_SALE', waitingRoom });
      const seen = await eventually(async () => {
        const event = (await call('GET', path)) as { chart?: string; status: string; waitingRoom: boolean };
        if (event.status !== 'ON_SALE' || event.waitingRoom !== (waitingRoom === 'hold') || !event.chart)
          throw new Error(`${eventId} is ${JSON.stringify(event)}`);
        return event;
      });
      type Chart = { sections: { rows: { seats: [string][] }[] }[] };
      const chart = (await call('GET', seen.chart!)) as Chart;
      const seatIds = chart.sections.flatMap(({ rows }) =>
        rows.flatMap(({ seats }) => seats.map(([seatId]) => seatId)),
      );
      return { eventId, seatIds };
    },
    setRoom: (eventId: string, settings: Partial<RoomSettings & { open: boolean }>) =>
      call('PUT', `/api/events/${eventId}/waiting-room`, settings),

    /** Looks at the room each second, once where nobody answers, until the answered function is called. */
    watchRoom(eventId: string, each: (sample: Sample) => void): () => void {
      const look = async () => {
        const { status, body } = await ask('GET', `/api/operator/sale?eventId=${eventId}`);
        const { room } = body as { room?: Omit<Sample, 'at'> };
        if (status === 200 && room) each({ at: Date.now(), ...room });
      };
      const timer = setInterval(() => void look(), 1_000);
      return () => clearInterval(timer);
    },
  };
}
