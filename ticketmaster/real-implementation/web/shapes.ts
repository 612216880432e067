// What the server answers, as far as the page looks at it (plan.md).

export interface ShowShown {
  eventId: string;
  name: string;
  performer: string;
  genre: string;
  venue: { name: string; city: string };
  startsAt: string;
  /** The lowest, and of each category of sections. */
  priceCents: number;
  prices: Record<string, number>;
  currency: string;
  poster: string;
  status: string;
  /** Of the operator to those who wait; '' for nothing. */
  notice: string;
  seats: number;
}

export type EventShown = ShowShown & { waitingRoom: boolean; prequeue: boolean; chart: string };

export interface OrderShown {
  orderId: string;
  eventId: string;
  status: string;
  seatIds: string[];
  totalCents: number;
  currency: string;
  refundedCents: number;
  declined: string | null;
  reservedForMs?: number;
  tickets: { ticketId: string; seatId: string; status: string }[];
}

export interface PlaceShown {
  state: 'PREQUEUE' | 'WAITING' | 'ADMITTED' | 'EXPIRED';
  position: number | null;
  etaSeconds: number | null;
  /** Behind all others. */
  slow?: true;
  pollAfterSeconds?: number;
  /** Of the operator. */
  notice?: string;
  admissionToken?: string;
  expiresAt?: string;
  reason?: string;
  /** In the pre-queue. */
  entrants?: number;
  commitment?: string;
}
