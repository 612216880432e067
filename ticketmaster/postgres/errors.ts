import { unavailable } from '@ticketmaster/common/http';
import { type Because, Contended, Problem } from '@ticketmaster/common/problem';

/** What PostgreSQL rolled back because of others, so that nothing was done (Appendix A of its manual). */
const because: Record<string, Because> = {
  '40P01': 'deadlock',
  '40001': 'conflict',
  '55P03': 'lock timeout',
  '57014': 'lock timeout', // statement_timeout
};

/**
 * An error of the database as one that the caller understands. Contended: rolled back, it may work in a moment. Problem 503: the connection
 * was lost or the server is full or shutting down; whether it was done, the same call will tell. All else is a mistake of the code, and stays.
 */
export function explained(error: unknown): unknown {
  if (error instanceof Problem) return error;
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (because[code]) return new Contended(because[code]);
  const lost = /^(08|57P|53|25P03)/.test(code) || /^E[A-Z]+$/.test(code) || /connect|terminated|timeout/i.test(message);
  return lost ? unavailable('the database') : error;
}
