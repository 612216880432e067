import { join } from 'node:path';
import { openNginx } from '@ticketmaster/instances/nginx';
import { freePort } from '@ticketmaster/testing/processes';
import { openProvider, openServers } from './servers.ts';

export interface DrawingParts {
  /** The path of nginx. */
  nginx: string;
  /** Where it listens; 0 for any. */
  port: number;
  /** Of all servers, and of one of them alone, from 1: those of server.ts. */
  settings?: Record<string, string>;
  alone?: Record<number, Record<string, string>>;
  /** Of the provider. */
  provider?: Record<string, string>;
  printAs?: (name: string) => ((text: string) => void) | undefined;
}

export type Drawing = Awaited<ReturnType<typeof openDrawing>>;

/** A load balancer, three servers, and the payment provider's stand-in; Redis and PostgreSQL are the lab's. Where one does not start, none is left. */
export async function openDrawing(parts: DrawingParts) {
  const { nginx: program, settings = {}, alone, provider: ofProvider = {}, printAs = () => undefined } = parts;
  const port = await freePort(parts.port);
  await using opening = new AsyncDisposableStack();
  const provider = await openProvider(ofProvider, printAs('provider'));
  opening.defer(provider.end);
  const servers = await openServers(3, { ...settings, PROVIDER_URL: provider.url }, printAs, alone);
  const endServers = async () => void (await Promise.all(servers.map(one => one.end())));
  opening.defer(endServers);
  const print = printAs('nginx');
  const nginx = await openNginx({
    ...{ nginx: program, port, upstreams: servers.map(({ url }) => url), ...(print && { print }) },
    template: join(import.meta.dirname, 'nginx.conf'),
  });
  opening.move(); // all run: from here on `end` ends them
  const end = () => nginx.end(endServers).then(provider.end);
  return { url: nginx.url, nginx, servers, provider, end };
}
