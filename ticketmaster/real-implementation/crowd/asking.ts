import { setTimeout as sleep } from 'node:timers/promises';
import type { Call, Told, What } from './history.ts';
import { send } from './wire.ts';

/** What all visitors share. */
export interface Sale {
  eventId: string;
  /** Of the doors: one is chosen at random, and another one where nobody answers. */
  urls: string[];
  history: Call[];
  /** All seats of the chart, in the order of `states`. */
  seatIds: string[];
  /** How long the shop holds seats, ms. */
  holdMs: number;
  /** Admissions that leaked: what thieves have. */
  leaked: { userId: string; admissionToken: string; orderId: string | undefined }[];
  /** The device cookie of each browser that has one by now, by the device of its plan. */
  devices: Map<string, string>;
  /** Nobody begins anything after it, ms since 1970. */
  endsAt: number;
}

export interface Wish {
  key?: string;
  token?: string;
  body?: unknown;
  orderId?: string;
  seatIds?: string[];
  stolen?: true;
  /** One request may take so long. */
  withinMs?: number;
  /** Attempts. A lost answer, and a refusal that says so (429, 502, 503), are asked again with the same key. */
  tries?: number;
}

const AGAIN = new Set([0, 429, 502, 503]);

/** One session: asks with its cookie, keeps what it was told. Every call is bounded: `tries` times `withinMs` and pauses of 2 s at most. */
export class Asker {
  userId = '';
  readonly #sale: Sale;
  readonly #random: () => number;
  readonly #network: string;
  #cookie = '';

  /** `network`: the address that a proxy would say it comes from. */
  constructor(sale: Sale, random: () => number, network: string) {
    this.#sale = sale;
    this.#random = random;
    this.#network = network;
  }

  /** A session of its own, in a browser that others may have, too. */
  async begin(device: string): Promise<boolean> {
    const { devices } = this.#sale;
    this.#cookie = devices.get(device) ?? '';
    const { status, told } = await this.ask('session', 'POST', '/api/session', { tries: 20 });
    devices.set(device, this.#cookie.match(/device=[^;]*/)?.[0] ?? '');
    this.userId = (told as { userId?: string }).userId ?? '';
    return status === 200;
  }

  async ask(what: What, method: string, path: string, wish: Wish = {}): Promise<Call> {
    const { tries = 14, withinMs = 10_000, key, token, body, stolen } = wish;
    const headers = {
      'x-forwarded-for': this.#network,
      ...(this.#cookie && { cookie: this.#cookie }),
      ...(key && { 'idempotency-key': key }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const { urls, history } = this.#sale;
    const text = body === undefined ? undefined : JSON.stringify(body);
    let door = Math.floor(this.#random() * urls.length);
    for (let attempt = 1; ; attempt++) {
      const at = Date.now();
      const answer = await send(method, `${urls[door]}${path}`, headers, text, withinMs);
      this.#cookie = answer.cookie ?? this.#cookie;
      const call: Call = { userId: this.userId, what, at, until: Date.now(), status: answer.status, told: {} };
      call.told = answer.body as Told;
      if (key) call.key = key;
      if (wish.orderId) call.orderId = wish.orderId;
      if (wish.seatIds) call.seatIds = wish.seatIds;
      if (stolen) call.stolen = stolen;
      // A map of all seats is not worth keeping a thousand times.
      history.push(what === 'seats' || what === 'event' ? { ...call, told: {} } : call);
      if (!AGAIN.has(call.status) || attempt >= tries) return call;
      if (call.status === 0) door = (door + 1) % urls.length;
      await this.pause(Math.min(2_000, 50 * 2 ** attempt));
    }
  }

  /** A pause of half of `ms` to all of it. */
  pause = (ms: number): Promise<unknown> => sleep(ms * (0.5 + this.#random() / 2));
}
