/**
 * npm run chaos -- --seed 7 --faults 20 --visitors 300 --seconds 60 [--write NAME]: the crowd, and faults from a seed. Starts what it needs;
 * the lab's own PostgreSQL and Redis are killed and started again, so they must not be a user's.
 */
import { carryOut } from './storms/storm.ts';

await carryOut('chaos');
