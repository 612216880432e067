/**
 * Several instances behind nginx:  node instances/server.ts --instances 2 --port 3700
 *
 * Web processes and a worker (one instance does both), one stand-in provider for all unless PROVIDER_URL names another, and nginx at 127.0.0.1.
 * All other settings are those of ../server.ts. Who dies is started again. All of them end with this process, however it ends.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { env } from '@ticketmaster/common/env';
import { openInstance } from '@ticketmaster/instances/instance';
import { openNginx } from '@ticketmaster/instances/nginx';
import { printAs, supervise } from '@ticketmaster/instances/supervise';
import { freePort } from '@ticketmaster/testing/processes';
import { openInstances, openProvider, SERVER } from '../crowd/doors.ts';
import { wholeNumber } from '../crowd/whole-number.ts';

function options() {
  const text = { type: 'string', default: '' } as const;
  const { values } = parseArgs({ options: { instances: text, port: text } });
  const port = values.port === '0' ? 0 : wholeNumber('port', values.port, 65_535);
  return { instances: wholeNumber('instances', values.instances, 8), port };
}

await supervise(async () => {
  const { instances, port: wanted } = options();
  const port = await freePort(wanted);
  const given = env.text('PROVIDER_URL', '');
  const provider = given ? undefined : await openProvider('payment_provider', {}, printAs('provider'));
  const settings = {
    PROVIDER_URL: provider?.url ?? given,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    TRUST_PROXY: '1', // nginx says where visitors come from
  };
  const openOne = (name: string, role: string) =>
    openInstance(name, SERVER, { ...settings, ROLE: role }, printAs(name));
  const { webs, worker } = await openInstances(instances, openOne);
  const template = join(import.meta.dirname, 'nginx.conf');
  const upstreams = webs.map(one => one.url);
  const nginx = await openNginx({ nginx: env.text('NGINX_PATH'), port, template, upstreams, print: printAs('nginx') });
  return { nginx, instances: [...webs, ...(worker ? [worker] : [])], behind: provider ? [provider] : [] };
});
