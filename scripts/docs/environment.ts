/** The environment of a walkthrough. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/**
 * A reader's environment, made predictable: nothing that forces or forbids colour, no start-up file for bash, and a free PORT
 * (READMEs write `${PORT:-3600}`), so that a walkthrough never meets a server that is already running. A PORT that is set stays.
 */
export async function walkthroughEnvironment(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const { FORCE_COLOR: _1, NO_COLOR: _2, CLICOLOR: _3, CLICOLOR_FORCE: _4, BASH_ENV: _5, ...kept } = env;
  return { ...kept, PORT: kept.PORT || String(await freePort()) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
