/**
 * npm run crowd -- --visitors 200 --seconds 20 --seed 7 [--instances 2] [--out report.json]: a crowd storms the real implementation, and an
 * audit says whether all of it was true. Starts what it needs; all options are those of crowd/run.ts.
 */
import { need } from './servers/provision.ts';
import { labFrom } from './servers/registry.ts';

const urls = await need(['postgres', 'redis'], labFrom(process.env), process.env, line => console.error(line));
Object.assign(process.env, urls);
await import('../ticketmaster/real-implementation/crowd/run.ts');
