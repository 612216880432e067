import { within } from '@ticketmaster/common/within';
import { type Channel, connect, type RecoveringChannelModel } from 'amqplib';

/**
 * A connection that comes back by itself, with a pause that grows to a second and is never the same twice. A server that does not
 * answer any more is found out by its missing heartbeats, within 10 s, unless the URL asks for others. Rejects when there is none at the start.
 */
export async function connectToRabbitMQ(url: string): Promise<RecoveringChannelModel> {
  const address = new URL(url);
  if (!address.searchParams.has('heartbeat')) address.searchParams.set('heartbeat', '5');
  const connection = await connect(address.href, {
    timeout: 3_000,
    noDelay: true, // frames are small and wait for each other
    recovery: { initialDelay: 50, maxDelay: 1_000, jitter: 0.5, initialMaxRetries: 3 },
  }).catch((error: Error) => {
    throw new Error(`RabbitMQ does not answer: ${error.message || error.name}`);
  });
  connection.on('error', () => {}); // 'disconnect' follows, and tells
  connection.on('disconnect', error => console.error(`RabbitMQ is away: ${error.message}`));
  connection.on('connect', () => console.error('RabbitMQ is back'));
  return connection;
}

const SILENT = 'RabbitMQ does not answer';

/** Resolves once the server has opened a channel and closed it again. */
export async function ping(connection: RecoveringChannelModel): Promise<void> {
  await (await within(3_000, connection.createChannel(), SILENT)).close();
}

/** One channel, opened by whoever asks first, and opened anew once it has closed: with its connection, or for a mistake made on it. */
export function lasting<C extends Channel>(open: () => Promise<C>): () => Promise<C> {
  let current: Promise<C> | undefined;
  const gone = () => (current = undefined);
  async function opened(): Promise<C> {
    const channel = await within(8_000, open(), SILENT);
    channel.on('error', () => {}); // 'close' follows
    channel.once('close', gone);
    return channel;
  }
  return () => {
    if (!current) {
      current = opened();
      current.catch(gone);
    }
    return current;
  };
}
