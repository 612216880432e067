/** A worker:  KAFKA_BROKERS=… REDIS_URL=… STORE_URL=… STORE_TOKEN=… node worker.ts  (WORKER, SESSION_TIMEOUT_MS, PORT for its health) */
import { openWorker } from './open-worker.ts';

await openWorker();
