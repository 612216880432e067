/**
 * Several instances behind nginx:  node instances/server.ts --instances 2 --port 3700
 *
 * Web processes and a worker (one instance does both), one stand-in provider for all unless PROVIDER_URL names another, and nginx at 127.0.0.1.
 * All other settings are those of ../server.ts. Who dies is started again. All of them end with this process, however it ends.
 */
import { parseArgs } from 'node:util';
import { env } from '@ticketmaster/common/env';
import { onShutdown, refuseToStart } from '@ticketmaster/common/http';
import { eventually } from '@ticketmaster/testing/eventually';
import { freePort } from '@ticketmaster/testing/processes';
import { type Door, openDoor, openInstances, openProvider, SERVER } from '../crowd/doors.ts';
import { wholeNumber } from '../crowd/whole-number.ts';
import { keepRunning } from './keep-running.ts';
import { openNginx } from './nginx.ts';

function options() {
  const text = { type: 'string', default: '' } as const;
  const { values } = parseArgs({ options: { instances: text, port: text } });
  const port = values.port === '0' ? 0 : wholeNumber('port', values.port, 65_535);
  return { instances: wholeNumber('instances', values.instances, 8), port };
}

const tell = (line: string) => console.error(line);
const printAs = (name: string) => (text: string) => {
  for (const line of text.split('\n')) if (line && !line.startsWith('READY ')) tell(`${name}: ${line}`);
};

async function open() {
  const { instances, port: wanted } = options();
  const port = await freePort(wanted);
  const url = `http://127.0.0.1:${port}`;
  const given = env.text('PROVIDER_URL', '');
  const provider = given ? undefined : await openProvider('payment_provider', {}, printAs('provider'));
  const settings = { PROVIDER_URL: provider?.url ?? given, PUBLIC_URL: url, TRUST_PROXY: '1' }; // nginx says where visitors come from
  const openOne = (name: string, role: string) => openDoor(name, SERVER, { ...settings, ROLE: role }, printAs(name));
  const { webs, worker } = await openInstances(instances, openOne);
  const upstreams = webs.map(one => one.url);
  const nginx = await openNginx({ nginx: env.text('NGINX_PATH'), port, upstreams, print: printAs('nginx') });
  await eventually(async () => {
    const { status } = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(5_000) });
    if (status !== 200) throw new Error(`GET ${url}/ready is answered ${status}`);
  });
  return { url, nginx, provider, shop: [...webs, ...(worker ? [worker] : [])] };
}

const { url, nginx, provider, shop } = await open().catch(refuseToStart); // what runs by now ends with us

let givenUp: Error | undefined;
const giveUp = (reason: string) => {
  givenUp = new Error(reason);
  process.kill(process.pid, 'SIGTERM');
};
const stopKeeping = [nginx, ...shop, ...(provider ? [provider] : [])].map(one => keepRunning(one, { tell, giveUp }));

const endAll = (doors: Door[]) => Promise.all(doors.map(door => door.end()));
onShutdown(
  () => Promise.all(stopKeeping.map(stop => stop())),
  () => nginx.end(() => endAll(shop)),
  async () => provider?.end(),
  async () => givenUp && refuseToStart(givenUp),
);
console.log(`READY ${url}`);
