/**
 * npm run crowd -- --visitors 200 --seconds 20 --seed 7 [--profile hot|ordinary|rough] [--instances 2] [--write NAME]: a crowd storms the real
 * implementation, and an audit says whether all of it was true. Starts what it needs; other options are those of crowd/run.ts.
 */
import { carryOut } from './storms/storm.ts';

await carryOut('crowd');
