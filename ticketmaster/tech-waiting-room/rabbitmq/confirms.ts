import type { RecoveringChannelModel } from 'amqplib';

/**
 * The confirms that RabbitMQ still owes us, over all lines of a connection.
 *
 * A broker that is low on memory or disk reads no more from a connection that publishes, and says so. From then on whoever waits, and
 * whoever comes, is refused at once, until it reads again. So is whoever comes while `maxPending` wait: what waits is in our memory.
 */
export function confirmsOf(connection: RecoveringChannelModel, maxPending = 10_000) {
  const waiting = new Set<(error: Error) => void>(); // also those refused meanwhile: their bytes are still here
  let blocked: Error | undefined;
  connection.on('blocked', reason => {
    blocked = new Error(`RabbitMQ takes nothing: ${reason}`);
    for (const refuse of waiting) refuse(blocked);
  });
  for (const event of ['unblocked', 'disconnect']) connection.on(event, () => (blocked = undefined));

  /** Resolves when what `publish` sends is confirmed. */
  return function confirmed(publish: (answer: (error: Error | null) => void) => void): Promise<void> {
    if (blocked) return Promise.reject(blocked);
    if (waiting.size >= maxPending) return Promise.reject(new Error(`${maxPending} places wait for RabbitMQ already`));
    return new Promise((resolve, reject) => {
      waiting.add(reject);
      publish(error => {
        waiting.delete(reject);
        if (error) reject(error);
        else resolve();
      });
    });
  };
}
