/**
 * What could not be done:  node dead-letters.ts [list | replay OFFSET … | replay all]
 *
 * KAFKA_BROKERS, PIPELINE. `list` prints a JSON line for each; `replay` has its job done anew.
 */
import { env } from '@ticketmaster/common/env';
import { connectToKafka } from '@ticketmaster/waiting-room-kafka/connect';
import { deadLetters, replay } from './jobs/dead-letters.ts';
import { jobLog } from './jobs/log.ts';
import { topicsOf } from './jobs/topics.ts';

const [verb = 'list', ...which] = process.argv.slice(2);
const kafka = connectToKafka(env.text('KAFKA_BROKERS'));
const topics = topicsOf(env.text('PIPELINE', 'pipeline'));

try {
  const letters = await deadLetters(kafka, topics);
  if (verb === 'list')
    for (const { text, ...letter } of letters) console.log(JSON.stringify({ ...letter, ...(!letter.job && { text }) }));
  else if (verb === 'replay' && which.length) await replayAll();
  else throw new Error('dead-letters.ts [list | replay OFFSET … | replay all]');

  async function replayAll(): Promise<void> {
    const log = jobLog(kafka, topics);
    for (const { offset, job } of letters) {
      if (!job || !(which.includes('all') || which.includes(offset))) continue;
      await replay(log, job);
      console.log(`${job.jobId} is done anew`);
    }
    await log.close();
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
