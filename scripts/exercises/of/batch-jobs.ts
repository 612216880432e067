import type { Exercise } from '../exercise.ts';

const folder = 'batch-pipeline';

/** Of the batch pipeline, what may become of a job. */
export const batchJobs: Exercise[] = [
  {
    name: 'jobs-that-a-crash-takes',
    folder,
    title: 'A worker is killed, and its job is nobody’s',
    level: 2,
    kind: 'bug',
    symptom: `Support: "Some artworks are RENDERING since Tuesday." Operations: "One for each worker that we lost: spot instances, killed
without a word. Kafka has no lag, so the scaler sees no work. Restarting the workers does not help."`,
    changes: [
      {
        file: 'jobs/hands.ts',
        right: `ack after end   an offset is committed when its job has ended, so what a dead worker had in hand is handed out again`,
        wrong: `ack once        an offset is committed with its job in hand, so that no job is handed out twice`,
      },
      {
        file: 'jobs/hands.ts',
        right: `        if (!done) return;
        try {
`,
        wrong: `        if (!done) return;
        const { offset } = records.at(-1)!;
        resolveOffset(offset);
        const next = \`\${BigInt(offset) + 1n}\`;
        await consumer.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset: next }] }] });
        try {
`,
      },
      {
        file: 'jobs/hands.ts',
        right: `        clearInterval(beat);
      }
      const { offset } = records.at(-1)!;
      resolveOffset(offset);
      const next = \`\${BigInt(offset) + 1n}\`;
      await consumer.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset: next }] }] });
`,
        wrong: `        clearInterval(beat);
      }
`,
      },
    ],
    check: { file: 'jobs/ack.test.ts', test: 'acknowledges each job when it has ended', red: 'to deeply equal' },
    servers: [],
    hints: [
      'Kafka hands a record to another worker if nobody has said that it is done. Who has said so?',
      'In `read` of `jobs/hands.ts`: what is committed before the work, and what after it?',
    ],
    why: `An offset that is committed says "all before this is done". Committed before the work it makes at most once: a job comes to one worker, and dies
with it. Committed after the work it makes at least once: the next worker is handed what the dead one had in hand, and may do it a
second time. Which is harmless here, since the log numbers the claims and only the last one's picture counts. Between the two there is no third
setting. The field: at-most-once and at-least-once delivery; "exactly once" is at least once and an effect that is idempotent.`,
  },
  {
    name: 'rendered-all-night',
    folder,
    title: 'One prompt, fourteen thousand attempts',
    level: 2,
    kind: 'bug',
    symptom: `Finance: "A GPU has drawn the same artwork all night." Operations: "Its prompt crashes the renderer. After three attempts it should be a
dead letter, and there is none; the client is told 'QUEUED, attempt 0' again and again."`,
    changes: [
      {
        file: 'jobs/job-states.ts',
        right: `return { ...before, status: 'QUEUED', claim: null, reason: event.reason };`,
        wrong: `return { ...queued(before.job), reason: event.reason };`,
      },
    ],
    check: { file: 'jobs/job-states.test.ts', test: 'a missed attempt waits for the next', red: 'to match object' },
    servers: [],
    hints: [
      'Who counts the attempts? Not a worker: it may die. Follow the number through the events of a job that fails.',
      'What of the state has to outlive a missed attempt? Look at what `queued` begins with.',
    ],
    why: `A job that failed waits as one that is new does, but it is not new: its attempts are the one thing that makes the retries end. Set back to 0 it
is tried for ever, and a poison message takes a worker from everybody. They are counted in the log, where a claim adds one, so that also a
worker that dies without a word has used an attempt up. The field: a poison message, bounded retries, and a dead-letter queue;
in Kafka nobody counts for you, RabbitMQ and SQS count deliveries.`,
  },
  {
    name: 'letters-that-were-lost',
    folder,
    title: 'Failed, and nowhere among the dead letters',
    level: 2,
    kind: 'bug',
    symptom: `Operations: "Seven artworks are FAILED, and there are four dead letters. The other three can't be replayed: nobody has them. All three
are of the minute in which Kafka elected new leaders."`,
    changes: [
      {
        file: 'jobs/attempt.ts',
        right: `    await log.bury(topics.jobs(job.priority, job.style), JSON.stringify(job), why);
    await log.tell({ type: 'failed', at: now(), jobId: job.jobId, attempt, reason: why });
    await view.until(job.jobId, isOver);
`,
        wrong: `    await log.tell({ type: 'failed', at: now(), jobId: job.jobId, attempt, reason: why });
    await view.until(job.jobId, isOver);
    await log.bury(topics.jobs(job.priority, job.style), JSON.stringify(job), why);
`,
      },
    ],
    check: {
      file: 'jobs/give-up.test.ts',
      test: 'has the letter still written by the next worker',
      red: 'to deeply equal',
    },
    servers: [],
    hints: [
      'Giving up is two writes to two topics. What is left when only the first of them is done?',
      'The job is handed out again to another worker. What does that one do with a job that is FAILED?',
    ],
    why: `Two writes that belong together and no transaction: then the order decides what a crash leaves. First the letter and then the end: the next
worker finds a job that is not over, and writes the letter again; twice is harmless. First the end and then the letter: the next
one finds it over and does nothing, so the letter is never written. The write that says "all done" comes last. (Kafka's transactions
would do it, too, at the price of a coordinator.) The field: the last write is the commit point.`,
  },
];
