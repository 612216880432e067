import { openEngine } from '../../../ticketmaster/flash-sales/sharded-engine/engine.ts';
import { unique } from '../../../ticketmaster/testing/eventually.ts';
import { freePort } from '../../../ticketmaster/testing/processes.ts';
import { programs } from '../../servers/programs.ts';

export const OPERATOR = unique('operator');

const say = (line: string) => console.error(line);

/** All servers of the drawing but Kafka, for one experiment; closed at the end of the block that has it. */
export async function openStage(brokers: string, synchronous: boolean) {
  const postgres = await programs.postgres!(say);
  const redisServer = (await programs.redis!(say)).REDIS_PATH!;
  const nginx = (await programs.nginx!(say)).NGINX_PATH!;
  const engine = await openEngine({
    ...{ postgresBin: postgres.POSTGRES_BIN!, postgresAs: postgres.POSTGRES_AS!.split(' ').filter(Boolean) },
    ...{ redisServer, nginx, synchronous, brokers },
    ...{ port: await freePort(), topic: unique('compare'), operatorToken: OPERATOR },
  });
  return { engine, [Symbol.asyncDispose]: engine.end };
}
