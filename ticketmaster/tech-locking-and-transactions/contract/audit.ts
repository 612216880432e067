import type { Audit, Ticket } from './box-office.ts';

/** The books as they are stored, whatever holds them. */
export interface Stored {
  priceCents: number;
  /** Whom each seat belongs to, if anybody. */
  seats: { seatId: string; orderId: string | null }[];
  tickets: (Ticket & { orderId: string })[];
  /** Money kept: captured and not given back. */
  captures: { orderId: string; cents: number }[];
  /** Orders and transactions that nobody has ended. */
  open: number;
}

/** Compares seats, tickets and money. A seat that belongs to an order without a ticket for it counts as in doubt. */
export function auditOf({ priceCents, seats, tickets, captures, open }: Stored): Audit {
  const ticketsOf = (orderId: string) => tickets.filter(ticket => ticket.orderId === orderId);
  const seatsWithTickets = Map.groupBy(tickets, ({ seatId }) => seatId);
  const owed = Map.groupBy(tickets, ({ orderId }) => orderId);
  const paid = Map.groupBy(captures, ({ orderId }) => orderId);
  const kept = [...paid].map(([orderId, all]) => ({ orderId, cents: all.reduce((sum, { cents }) => sum + cents, 0) }));
  const hasTicket = new Set(tickets.map(({ orderId, seatId }) => `${orderId} ${seatId}`));
  const sold = seats.filter(({ orderId }) => orderId !== null);
  return {
    seats: seats.length,
    sold: sold.length,
    tickets: tickets.length,
    capturedCents: kept.reduce((sum, { cents }) => sum + cents, 0),
    soldTwice: [...seatsWithTickets.values()].filter(all => all.length > 1).length,
    paidWithoutTicket: kept.filter(({ orderId, cents }) => cents !== (owed.get(orderId)?.length ?? 0) * priceCents)
      .length,
    ticketWithoutPayment: [...owed.keys()].filter(orderId => !paid.has(orderId)).flatMap(ticketsOf).length,
    inDoubt: open + sold.filter(({ orderId, seatId }) => !hasTicket.has(`${orderId} ${seatId}`)).length,
  };
}

/** What is wrong with the books, a word each; empty when nothing is. */
export function faultsIn({ soldTwice, paidWithoutTicket, ticketWithoutPayment, inDoubt }: Audit): string[] {
  const faults = { soldTwice, paidWithoutTicket, ticketWithoutPayment, inDoubt };
  return Object.entries(faults).flatMap(([name, count]) => (count ? [`${name} ${count}`] : []));
}
