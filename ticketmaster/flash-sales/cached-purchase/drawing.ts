import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { app, listen } from '@ticketmaster/common/http';
import { type Instance, openInstance } from '@ticketmaster/instances/instance';
import { type Nginx, openNginx } from '@ticketmaster/instances/nginx';
import { freePort } from '@ticketmaster/testing/processes';
import { controlRoutes } from './control.ts';
import { openTopology, type TopologyOptions } from './topology/topology.ts';

const SERVER = join(import.meta.dirname, 'server.ts');

export interface DrawingParts extends TopologyOptions {
  /** The path of nginx. */
  nginx: string;
  /** Of https://; 0 for any. */
  port: number;
  operatorToken: string;
  /** More settings of server.ts. */
  settings?: Record<string, string>;
  printAs?: (name: string) => (text: string) => void;
}

export type Drawing = Awaited<ReturnType<typeof openDrawing>>;

/** All of the drawing: nginx with TLS, two app servers, and what is behind them. Where one does not start, none is left. */
export async function openDrawing(parts: DrawingParts) {
  const { nginx: program, port, operatorToken, settings = {}, printAs = () => () => {}, ...options } = parts;
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const tlsPort = await freePort(port);
    const topology = await openTopology(options);
    closing.push(topology.close);
    const folder = join(topology.folder, 'tls'); // removed with all of it
    await mkdir(folder);
    const cert = await selfSigned(folder);
    const behind = {
      PG_URLS: topology.postgresUrls.join(','),
      SENTINELS: topology.sentinels.map(({ host, port }) => `${host}:${port}`).join(','),
      ...{ OPERATOR_TOKEN: operatorToken, ...settings },
    };
    const apps: Instance[] = [];
    for (const name of ['app-1', 'app-2']) {
      // the first makes the tables
      const one = await openInstance(name, SERVER, behind, printAs(name));
      closing.push(one.end);
      apps.push(one);
    }
    const control = await listen(app(controlRoutes({ topology, apps, operatorToken }), async () => {}));
    closing.push(() => control.close(1_000));
    const template = join(folder, 'nginx.conf');
    const text = await readFile(join(import.meta.dirname, 'nginx.conf'), 'utf8');
    const put = { TLS_PORT: `${tlsPort}`, FOLDER: folder, CONTROL: control.url };
    await writeFile(
      template,
      text.replaceAll(/TLS_PORT|FOLDER|CONTROL/g, word => put[word as keyof typeof put]),
    );
    const upstreams = apps.map(({ url }) => url);
    const nginx: Nginx = await openNginx({
      nginx: program,
      port: await freePort(),
      template,
      upstreams,
      print: printAs('nginx'),
    });
    closing.push(() => nginx.end());
    return { ...{ url: `https://127.0.0.1:${tlsPort}`, cert, topology, apps, nginx, close } };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A certificate for this machine, made now and thrown away at the end: nobody else vouches for it. */
async function selfSigned(folder: string): Promise<string> {
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    join(folder, 'key.pem'),
  ];
  const cert = join(folder, 'cert.pem');
  await promisify(execFile)('openssl', [
    ...['req', '-x509', ...key, '-days', '30', '-subj', '/CN=localhost', '-addext', names, '-out', cert],
  ]);
  return readFile(cert, 'utf8');
}
