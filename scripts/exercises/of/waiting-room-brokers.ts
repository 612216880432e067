import { type Exercise, YOUR_TURN } from '../exercise.ts';

const folder = (name: string) => `tech-waiting-room/${name}`;

export const waitingRoomBrokers: Exercise[] = [
  {
    name: 'always-the-last-one-again',
    folder: folder('kafka'),
    title: 'After each restart one visitor comes again',
    level: 1,
    kind: 'bug',
    symptom: `Operations: "The group of the gates never gets to a lag of 0: at night, with nobody in line, it says 1. And after each restart the gate is
handed somebody who was let in long ago."`,
    changes: [
      {
        file: 'line.ts',
        right: 'const partitions = [{ partition: 0, offset: String(BigInt(offset) + 1n) }];',
        wrong: 'const partitions = [{ partition: 0, offset }];',
      },
    ],
    check: {
      file: 'log.test.ts',
      test: 'replays the whole on-sale, those included who were let in',
      red: "expected '19' to be '20'",
    },
    servers: ['kafka'],
    hints: [
      'What does a consumer group keep, and what does it mean: the last record that was read, or the one to read next?',
      'Look at `ack` in line.ts: the place at `offset` is done with. Where shall the next gate begin?',
    ],
    why: `A committed offset is where to go on, not what was read last. Whoever commits the offset of the last record reads it again after each
restart. Nobody is let in twice, since the ledger answers GONE; it costs a lag that never becomes 0, and so an alarm that nobody believes
any more. With a consumer that is not idempotent it would be one effect too many at each deploy.`,
  },
  {
    name: 'not-the-leader-yet',
    folder: folder('kafka'),
    title: 'Write the retry for a topic that was made a moment ago',
    level: 2,
    kind: 'gap',
    symptom: `Operations: "Right after an event was created, looking at its line fails now and then: 'This server is not the leader for that
topic-partition'. A second later all is well. On the laptop it never happens."`,
    changes: [
      {
        file: 'topics.ts',
        right: `  const deadline = Date.now() + withinMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await admin.fetchTopicOffsets(topic);
    } catch (error) {
      if (!passes(error as Failure) || Date.now() > deadline) throw error;
      await sleep(backoff(attempt, 50, 500));
    }
  }`,
        wrong: `  const ask = () => admin.fetchTopicOffsets(topic);
  // Asks again while the error is one that \`passes\`, for \`withinMs\` at most, with a pause that grows from 50 to 500 ms
  // and is never the same twice: sleep(backoff(attempt, 50, 500)). Any other error is thrown on at once.
  if (withinMs > 0) throw new Error(\`${YOUR_TURN}: the offsets, also of a topic that has no leader yet\`);
  return ask();`,
      },
    ],
    check: {
      file: 'offsets.test.ts',
      test: ['asks again for the offsets', 'asks again also where', 'does not ask again when'],
      red: YOUR_TURN,
    },
    servers: [],
    hints: [
      'The whole body of `partitionsOf` is yours. Two things end the loop beside success: an error that will not pass, and the deadline.',
      '`passes` reads `retriable` of an error of kafkajs, which is what the protocol of the broker says of each error code.',
      'for (let attempt = 1; ; attempt++) { try { return await … } catch (error) { if (it does not pass, or too late) throw error; await sleep(…) } }',
    ],
    why: `Making a topic and electing the leader of its partitions are two steps; in between the answer is NOT_LEADER, and it is not a failure but "not
yet". Kafka's protocol says of each error whether asking again may help. Retrying all errors hides mistakes and adds load to a broker that is
in trouble already; retrying none shows visitors the seams. A deadline bounds it, and jitter keeps clients from asking in step.`,
  },
  {
    name: 'confirmed-into-nothing',
    folder: folder('rabbitmq'),
    title: 'A place in line was confirmed, and is nowhere',
    level: 2,
    kind: 'bug',
    symptom: `Operations: "Somebody deleted a queue by mistake, and it was made again ten minutes later. All who joined in these ten minutes were told
that their place is safe. RabbitMQ had confirmed each of them. None of them is in the queue."`,
    changes: [
      {
        file: 'line.ts',
        right: 'const how = { persistent: true, mandatory: true, messageId };',
        wrong: 'const how = { persistent: true, messageId };',
      },
      {
        file: 'line.ts',
        right: "   join   publish     mandatory, and resolved by the broker's confirm:",
        wrong: "   join   publish     resolved by the broker's confirm:",
      },
    ],
    check: {
      file: 'line.test.ts',
      test: 'does not say that a place is safe when its queue is gone',
      red: 'promise resolved "undefined" instead of rejecting',
    },
    servers: ['rabbitmq'],
    hints: [
      'A confirm says that the broker has taken responsibility for a message. What is it responsible for when no queue matches?',
      "line.ts listens for 'return'. When does RabbitMQ return a message, rather than drop it?",
    ],
    why: `A message is published to an exchange, and an exchange that finds no queue drops the message: that is its job, well done, and so it is
confirmed. Only a message that is \`mandatory\` comes back (basic.return), before its confirm. The lab refuses such a join, and closes the
channel, so that the next one declares the queue again. "Confirmed" and "routed" are two different promises.`,
  },
  {
    name: 'receipt-of-another-channel',
    folder: folder('rabbitmq'),
    title: 'Somebody else is taken out of the line',
    level: 2,
    kind: 'bug',
    symptom: `Support: "After the network broke for a second, visitors at the very front were never let in. The gate had never seen them: it went on with
what it held before the break, and that was let in correctly."`,
    changes: [
      {
        file: 'line.ts',
        right: `        const [reader, deliveryTag] = handed.at(-1)!.receipt.split(':').map(Number);
        if (reader === readers) channel.ack`,
        wrong: `        const [, deliveryTag] = handed.at(-1)!.receipt.split(':').map(Number);
        channel.ack`,
      },
    ],
    check: {
      file: 'line.test.ts',
      test: 'does not take a receipt of an earlier channel for one of this',
      red: 'to deeply equal [ 1, 2 ]',
    },
    servers: ['rabbitmq'],
    hints: [
      'A delivery tag is a number. Who counts it, and from where?',
      'After a reconnect there is a new channel, whose tags begin with 1 again. What does the ack of an old tag 1 mean on it?',
      'Each receipt begins with the number of the channel that it came by. Who compares it with `readers`?',
    ],
    why: `Delivery tags are counted by channel, from 1. After a reconnect, "tag 1" is another message: acking an old receipt takes somebody out of the
queue who was not let in. So a receipt names the channel that it is of, and one of an earlier channel means nothing: RabbitMQ has put that
place back, hands it out again, and the ledger says GONE. It is the idea of a fencing token: what is of an earlier epoch is refused.`,
  },
];
