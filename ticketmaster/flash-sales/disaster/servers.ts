import { join } from 'node:path';
import { type Instance, openInstance } from '@ticketmaster/instances/instance';
import { together } from '@ticketmaster/instances/together';

const SERVER = join(import.meta.dirname, 'server.ts');
const PROVIDER = join(import.meta.dirname, '../../tech-two-phase-payments/provider/server.ts');

type Print = (text: string) => void;

/** The payment provider's stand-in, in a process of its own. */
export const openProvider = (settings: Record<string, string>, print?: Print): Promise<Instance> =>
  openInstance('provider', PROVIDER, { PG_SCHEMA: 'flash_disaster_provider', LOG: 'error', ...settings }, print);

/** `server 1` and so on. The first is alone at first: it makes the tables. Where one does not start, none is left. `alone` is for one of them, from 1. */
export async function openServers(
  count: number,
  settings: Record<string, string>,
  printAs: (name: string) => Print | undefined = () => undefined,
  alone: Record<number, Record<string, string>> = {},
): Promise<Instance[]> {
  const open = (nth: number) =>
    openInstance(`server ${nth}`, SERVER, { ...settings, ...alone[nth] }, printAs(`server ${nth}`));
  const first = await open(1);
  const others = Array.from({ length: count - 1 }, (_, i) => open(i + 2));
  return together([Promise.resolve(first), ...others]);
}
