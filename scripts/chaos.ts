/**
 * npm run chaos -- --seed 7 --faults 20 --visitors 300 --seconds 60: the crowd, and faults from a seed. Starts what it needs; the lab's own
 * PostgreSQL and Redis are killed and started again, so they must not be a user's.
 */
import { need } from './servers/provision.ts';
import { labFrom } from './servers/registry.ts';

const urls = await need(['postgres', 'redis'], labFrom(process.env), process.env, line => console.error(line));
Object.assign(process.env, urls);
await import('../ticketmaster/real-implementation/chaos/run.ts');
