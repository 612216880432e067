// A real memory alarm on one of the lab's own brokers: its high watermark is set to nothing, and back to the default of RabbitMQ.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const lab = join(import.meta.dirname, '../../..');

/** Raises the alarm, does `work`, and ends the alarm however that went. */
export async function duringMemoryAlarm(name: string, work: () => Promise<void>): Promise<void> {
  const ctl = await controlOf(name);
  await ctl('set_vm_memory_high_watermark', '0');
  try {
    await work();
  } finally {
    await ctl('set_vm_memory_high_watermark', '0.4');
  }
}

/** rabbitmqctl for that broker, which has a node name, a cookie and an epmd of its own, or is in a container. */
async function controlOf(name: string) {
  const ours = { ...process.env, AMQP_URL: undefined, AMQP_URL_2: undefined }; // a URL would mean a user's own broker
  const { stdout } = await run(process.execPath, [join(lab, 'scripts/servers.ts'), 'status'], { env: ours });
  const row = stdout.split('\n').find(line => line.startsWith(`${name} `)) ?? '';
  const port = Number(row.match(/amqp:\S+:(\d+)/)?.[1]);
  if (row.includes(' docker ')) {
    const compose = ['compose', '-f', join(lab, 'ticketmaster/docker-compose.yml'), 'exec', '-T', name, 'rabbitmqctl'];
    return (...command: string[]) => run('docker', [...compose, ...command]);
  }
  const HOME = join(dirname(row.trim().split(/ {2,}/).at(-1)!), 'data'); // with its cookie
  const env = { ...process.env, HOME, ERL_EPMD_PORT: `${port + 3}`, ERL_CRASH_DUMP_SECONDS: '0' };
  const debian = '/usr/lib/rabbitmq/bin/rabbitmqctl'; // the one on PATH becomes a system user there
  const ctl = existsSync(debian) ? debian : 'rabbitmqctl';
  return (...command: string[]) => run(ctl, ['--node', `lab${port}@localhost`, ...command], { env });
}
