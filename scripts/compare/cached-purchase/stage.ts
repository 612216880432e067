import { type Drawing, openDrawing } from '../../../ticketmaster/flash-sales/cached-purchase/drawing.ts';
import { ask } from '../../../ticketmaster/replicated-servers/postgres.ts';
import { commanded } from '../../../ticketmaster/replicated-servers/redis.ts';
import { unique } from '../../../ticketmaster/testing/eventually.ts';
import { versionOf } from '../../servers/install.ts';
import { programs } from '../../servers/programs.ts';

export const OPERATOR = unique('operator');

const say = (line: string) => console.error(line);
const redis = async () => (await programs.redis!(say)).REDIS_PATH!;
const nginx = async () => (await programs.nginx!(say)).NGINX_PATH!;

/** All servers of the drawing, for one experiment; closed at the end of the block that has it. */
export async function openStage() {
  const postgres = await programs.postgres!(say);
  const drawing = await openDrawing({
    ...{ postgresBin: postgres.POSTGRES_BIN!, postgresAs: postgres.POSTGRES_AS!.split(' ').filter(Boolean) },
    ...{ redisServer: await redis(), nginx: await nginx(), port: 0, operatorToken: OPERATOR },
  });
  return { drawing, [Symbol.asyncDispose]: drawing.close };
}

/** `PostgreSQL 18.4, Redis 7.0.15, nginx 1.22.1` */
export async function versionsOf({ topology }: Drawing): Promise<string> {
  const [row] = await ask(topology.postgresUrls[0], 'show server_version');
  const info = await commanded(topology.member('redis-1')!.port, client => client.info('server'));
  const ofRedis = /redis_version:(\S+)/.exec(info)?.[1];
  return `PostgreSQL ${row!.server_version}, Redis ${ofRedis}, nginx ${versionOf(await nginx(), '-v')}`;
}
