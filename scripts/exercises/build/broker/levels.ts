// The judge: one level for each promise of the port, in their order; the first that is red is yours. Nothing to change here.
import { join } from 'node:path';
import { env } from '../../../../ticketmaster/common/env.ts';
import { checkedBroker, describeLevels } from '../climb.ts';
import { gateProcesses } from '../gate-processes.ts';

const file = join(import.meta.dirname, 'line.ts');
const names = ['lineOn', 'redisStreamsLine']; // yours, or the lab's own
const setup = gateProcesses({ file, names, redisUrl: env.text('REDIS_URL_2') });
describeLevels(checkedBroker(setup), import.meta.dirname);
