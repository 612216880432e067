import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { find, installed, type Program } from './install.ts';
import type { Kind, Place } from './kind.ts';

const rabbitmqServer: Program = {
  command: 'rabbitmq-server',
  alsoIn: ['/usr/sbin', '/opt/homebrew/sbin', '/usr/local/sbin'],
  apt: 'rabbitmq-server',
  brew: 'rabbitmq',
  docker: 'start Docker: the lab then runs rabbitmq from ticketmaster/docker-compose.yml',
};

/** Debian's command on PATH becomes a system user and reads /etc; the script behind it does neither. */
const debianScript = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const script = () => (existsSync(debianScript) ? debianScript : (find(rabbitmqServer) ?? rabbitmqServer.command));

/**
 * RabbitMQ as installed on this machine, with a node, a cookie and an epmd of its own: it shares nothing with a RabbitMQ of
 * the system. Its ports: AMQP, management page, Erlang distribution, epmd.
 */
export const rabbitmq: Kind = {
  title: 'RabbitMQ',
  instances: 2,
  port: 51,
  portStep: 4,
  ports: [1, 2, 3],
  variable: 'AMQP_URL',
  url: port => `amqp://lab:lab@127.0.0.1:${port}`,
  composeFile: 'ticketmaster/docker-compose.yml',
  heavy: true,
  startSeconds: 120,

  async install(say) {
    await installed(rabbitmqServer, say);
    return realpathSync(script()).match(/\d+\.\d+\.\d+/)?.[0] ?? 'as installed';
  },

  async prepare({ data, port }) {
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, 'enabled_plugins'), '[rabbitmq_management].\n');
    writeFileSync(join(data, 'rabbitmq.conf'), settings(port));
  },

  launch: place => ({
    // This epmd stays in the process group, so it goes with it; one that Erlang starts by itself would outlive the server.
    command: 'sh',
    args: ['-c', 'epmd & until epmd -names >/dev/null 2>&1; do sleep 0.05; done; exec "$0"', script()],
    env: environment(place),
    cwd: place.data,
  }),

  async handshake(url) {
    const { connect } = await import('amqplib');
    const connection = await connect(url, { timeout: 4_000 });
    await connection.close();
  },
};

const settings = (port: number) => `
listeners.tcp.local = 127.0.0.1:${port}
management.tcp.ip = 127.0.0.1
management.tcp.port = ${port + 1}
default_user = lab
default_pass = lab
log.console = true
log.console.level = info
log.file = false
`;

/** Without all of these RabbitMQ would look into /etc, /var and the home directory. */
const environment = ({ data, port }: Place) => ({
  HOME: data, // the cookie
  ERL_EPMD_PORT: `${port + 3}`,
  ERL_EPMD_ADDRESS: '127.0.0.1',
  RUNNING_UNDER_SYSTEMD: 'true', // makes the script become the server: no process between it and its signals
  RABBITMQ_NODENAME: `lab${port}@localhost`,
  RABBITMQ_DIST_PORT: `${port + 2}`,
  RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
  RABBITMQ_CONF_ENV_FILE: '/dev/null',
  RABBITMQ_CONFIG_FILE: join(data, 'rabbitmq.conf'),
  RABBITMQ_ADVANCED_CONFIG_FILE: join(data, 'advanced.config'),
  RABBITMQ_ENABLED_PLUGINS_FILE: join(data, 'enabled_plugins'),
  RABBITMQ_GENERATED_CONFIG_DIR: join(data, 'generated'),
  RABBITMQ_MNESIA_BASE: join(data, 'mnesia'),
  RABBITMQ_LOG_BASE: data,
});
