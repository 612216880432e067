import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openServers } from '@ticketmaster/replicated-servers/servers';
import { freePort } from '@ticketmaster/testing/processes';
import { sixTimesFaster } from './faster.ts';

export interface MonitoringParts {
  /** The paths of the programs. */
  prometheus: string;
  alertmanager: string;
  /** By the name of a job: its processes, as URLs; or the URL that is asked each second who they are (http_sd). */
  targets: Record<string, string[] | string>;
  /** Who is told of alerts: a URL that takes what Alertmanager posts. */
  receiver: string;
}

/** Prometheus and Alertmanager, in a folder of their own that goes with `end`. They look each second, by rules that are six times faster. */
export async function openMonitoring({ prometheus, alertmanager, targets, receiver }: MonitoringParts) {
  const servers = await openServers('monitoring-');
  const file = (name: string) => join(servers.folder, name);
  const [port, alertsPort] = [await freePort(), await freePort()];
  await writeFile(file('rules.yml'), sixTimesFaster(await readFile(join(import.meta.dirname, 'rules.yml'), 'utf8')));
  await writeFile(file('prometheus.yml'), JSON.stringify(prometheusConfig(targets, alertsPort))); // JSON is YAML
  await writeFile(file('alertmanager.yml'), JSON.stringify(alertmanagerConfig(receiver)));
  const alerts = servers.open({
    ...{ name: 'alertmanager', port: alertsPort, answers: () => ready(alertsPort) },
    command: [
      ...[alertmanager, `--config.file=${file('alertmanager.yml')}`, `--storage.path=${file('alerts')}`],
      ...[`--web.listen-address=127.0.0.1:${alertsPort}`, '--cluster.listen-address='], // else it listens on all addresses
    ],
  });
  const metrics = servers.open({
    ...{ name: 'prometheus', port, answers: () => ready(port) },
    command: [
      ...[prometheus, `--config.file=${file('prometheus.yml')}`, `--storage.tsdb.path=${file('metrics')}`],
      ...[`--web.listen-address=127.0.0.1:${port}`, '--storage.tsdb.retention.time=1d'],
      '--rules.alert.resend-delay=2s', // an alert of the first seconds, before it knows Alertmanager, would come a minute later
    ],
  });
  try {
    await Promise.all([alerts.start(), metrics.start()]);
  } catch (error) {
    await servers.end();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, alertmanagerUrl: `http://127.0.0.1:${alertsPort}`, end: servers.end };
}

const prometheusConfig = (targets: MonitoringParts['targets'], alertsPort: number) => ({
  global: { scrape_interval: '1s', evaluation_interval: '1s' },
  rule_files: ['rules.yml'],
  alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertsPort}`] }] }] },
  scrape_configs: Object.entries(targets).map(([job_name, urls]) => ({
    job_name,
    ...(typeof urls === 'string'
      ? { http_sd_configs: [{ url: urls, refresh_interval: '1s' }] }
      : { static_configs: [{ targets: urls.map(url => new URL(url).host) }] }),
  })),
});

const alertmanagerConfig = (receiver: string) => ({
  route: { receiver: 'lab', group_by: ['alertname'], group_wait: '0s', group_interval: '1s', repeat_interval: '1h' },
  receivers: [{ name: 'lab', webhook_configs: [{ url: receiver, send_resolved: true }] }],
});

async function ready(port: number): Promise<void> {
  const { status } = await fetch(`http://127.0.0.1:${port}/-/ready`, { signal: AbortSignal.timeout(2_000) });
  if (status !== 200) throw new Error(`it says ${status}`);
}
