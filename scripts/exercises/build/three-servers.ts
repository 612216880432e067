import type { env as Env } from '../../../ticketmaster/common/env.ts';
import { connectVoters } from '../../../ticketmaster/tech-locking-and-transactions/redlock/voters.ts';

const PATIENCE_MS = 5_000; // a machine that stands still for a moment is not what is tried here

/** Connections to three independent servers: a majority is two. */
export async function threeServers(env: typeof Env) {
  const urls = ['REDIS_URL_3', 'REDIS_URL_4', 'REDIS_URL_5'].map(name => env.text(name));
  return (await connectVoters(urls, PATIENCE_MS)).map(({ redis }) => redis);
}
