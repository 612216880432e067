import { operatorOnly } from '@ticketmaster/common/bearer';
import { json, send } from '@ticketmaster/common/http';
import { notFound, Problem } from '@ticketmaster/common/problem';
import { valid, validBody } from '@ticketmaster/common/validation';
import type { Connection } from '@ticketmaster/postgres/database';
import { type Request, Router } from 'express';
import { generate } from 'lean-qr';
import { toSvgSource } from 'lean-qr/extras/svg';
import { z } from 'zod';
import type { TicketCodes } from './codes.ts';
import { STEP_S } from './rotating.ts';

export const aTicket = z.strictObject({ ticketId: z.uuid('must be a UUID') });
export const atTheDoor = z.strictObject({
  code: z.string().min(1).max(1_000),
  gate: z.string().regex(/^[\w -]{1,40}$/, 'must be 1 to 40 letters, digits, spaces, _ or -'),
  eventId: z.string().max(64).optional(),
  fresh: z.boolean().default(false),
});

export interface Ticket {
  ticketId: string;
  eventId: string;
  seatId: string;
  status: 'ISSUED' | 'VALID' | 'VOID';
}

export interface TicketRoutesParts {
  db: Connection;
  codes: TicketCodes;
  authenticate: (request: Request) => Promise<string>;
  operatorToken: string;
  now?: () => number;
}

/**
 *   GET  /api/tickets/key                 200 {publicKey}: whoever has it checks codes without us
 *   GET  /api/tickets/{ticketId}          200 {ticketId, eventId, seatId, status, code, rotation: {secret, everySeconds}}: one's own; both while
 *                                             it is VALID. The page makes of them a code that changes (rotating.ts)
 *   GET  /api/tickets/{ticketId}/qr.svg   200 the code as an image · 409 ticket-not-valid
 *   POST /api/check-ins {code, gate, eventId?, fresh?}   201 the first time · 409 already-used {at, gate} · 403 ticket-refused; for the operator
 */
export function ticketRoutes({ db, codes, authenticate, operatorToken, now = Date.now }: TicketRoutesParts): Router {
  async function mine(request: Request): Promise<Ticket> {
    const userId = await authenticate(request);
    const { ticketId } = valid(aTicket, request.params);
    const { rows } = await db.query<Ticket>(
      `select t.ticket_id as "ticketId", t.event_id as "eventId", t.seat_id as "seatId", t.status
         from ticket t join purchase using (order_id) where t.ticket_id = $1 and user_id = $2`,
      [ticketId, userId],
    );
    if (!rows[0]) throw notFound(`ticket ${ticketId}`);
    return rows[0];
  }

  return Router()
    .get('/api/tickets/key', (_request, response) => send(response, 200, { publicKey: codes.publicKey }))
    .get('/api/tickets/:ticketId', async (request, response) => {
      const ticket = await mine(request);
      const secret = codes.secretOf(ticket.ticketId);
      const shown =
        ticket.status === 'VALID'
          ? { code: codes.codeOf(ticket), rotation: { secret, everySeconds: STEP_S } }
          : { code: null, rotation: null };
      send(response, 200, { ...ticket, ...shown }, { 'cache-control': 'no-store' });
    })
    .get('/api/tickets/:ticketId/qr.svg', async (request, response) => {
      const ticket = await mine(request);
      if (ticket.status !== 'VALID')
        throw new Problem(409, 'ticket-not-valid', `this ticket is ${ticket.status}: it opens no door`);
      const svg = toSvgSource(generate(codes.codeOf(ticket)), { on: 'black', off: 'white' });
      response.writeHead(200, { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' }).end(svg);
    })
    .post('/api/check-ins', operatorOnly(operatorToken), json, async (request, response) => {
      const { code, gate, eventId, fresh } = validBody(atTheDoor, request);
      const read = codes.read(code, now());
      if (!read) throw refused('this code is not ours, or was changed');
      const { facts, shown } = read;
      if (shown === 'stale')
        throw refused('this code was shown a while ago: ask for the ticket, and not for a picture');
      if (fresh && shown !== 'fresh')
        throw refused('this gate takes only the code that changes, on the page of the ticket');
      if (eventId && facts.eventId !== eventId) throw refused(`it is for ${facts.eventId}`);
      const { rows } = await db.query<{ at: Date; gate: string; first: boolean; status: string | null }>(
        `with used as (
           insert into check_in (ticket_id, gate) select ticket_id, $2 from ticket where ticket_id = $1 and status = 'VALID'
               on conflict do nothing returning at, gate)
         select at, gate, true as first, 'VALID' as status from used
          union all
         select c.at, c.gate, false, t.status from ticket t left join check_in c using (ticket_id) where t.ticket_id = $1`,
        [facts.ticketId, gate],
      );
      const seen = rows.find(({ first }) => first) ?? rows[0];
      if (seen?.status !== 'VALID') throw refused('it is not valid: the money went back, or was never taken');
      if (seen.first) return send(response, 201, { ...facts, gate, at: seen.at.toISOString() });
      const { rows: before } = await db.query<{ at: Date; gate: string }>(
        'select at, gate from check_in where ticket_id = $1',
        [facts.ticketId],
      );
      const { at, gate: where } = before[0]!;
      throw new Problem(409, 'already-used', `this ticket came in at ${at.toISOString()}, gate ${where}`, {
        ...{ ...facts, at: at.toISOString(), gate: where },
      });
    });
}

const refused = (why: string) => new Problem(403, 'ticket-refused', why);
