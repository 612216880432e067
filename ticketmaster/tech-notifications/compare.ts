/** What scripts/compare/notifications.compare.ts measures: the three lessons' servers and user apps, in four ways of telling. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Spawned, spawnServer } from '../testing/processes.ts';
import { OPERATOR_TOKEN } from './contract/crowd.ts';
import type { Technology } from './contract/technology.ts';

export { crowd, joinAll, joinAndSignIn, letIn, totals } from './contract/crowd.ts';

/** A technology, and what the package.json of its lesson says. */
export type Compared = Technology & { folder: string; servers: string[] };

const scriptOf = ({ folder }: Compared, ...path: string[]) => join(import.meta.dirname, folder, ...path);

/** The server of a lesson, with the settings that its run.sh gives it. */
export const startServer = (technology: Compared, urls: Record<string, string>, settings = {}): Promise<Spawned> =>
  spawnServer(scriptOf(technology, 'server.ts'), {
    ...{ ...urls, OPERATOR_TOKEN, NODE_ENV: 'production', ALLOWED_ADDRESSES: '127.0.0.1' },
    ...settings,
  });

export interface PhoneOptions {
  /** Where the app finds the server. */
  serverUrl: string;
  /** Where the server finds the app, for a channel that calls it; where it listens itself unless something is between. */
  appUrl?: string;
}

/** A user app whose memory outlives it: started again it goes on. */
export function newPhone(technology: Compared, { serverUrl, appUrl = '' }: PhoneOptions) {
  const folder = mkdtempSync(join(tmpdir(), 'user-app-'));
  return {
    start: (port = '0'): Promise<Spawned> =>
      spawnServer(scriptOf(technology, 'user-app', 'server.ts'), {
        ...{ ...technology.app, PORT: port, SERVER_URL: serverUrl, PUBLIC_URL: appUrl },
        DEDUPE_STORE: join(folder, 'dedupe.db'),
      }),
    forget: () => rmSync(folder, { recursive: true, force: true }),
  };
}
