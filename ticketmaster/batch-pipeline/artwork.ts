import { createHash } from 'node:crypto';
import { z } from 'zod';

export const styles = ['poster', 'ticket'] as const;
/** The first is served more often, the last is never left out (jobs/turns.ts). */
export const priorities = ['high', 'normal', 'low'] as const;
/** Edge of the picture, in pixels; a poster is as high, a ticket half as high. */
export const sizes = [256, 512, 1024] as const;

export type Style = (typeof styles)[number];
export type Priority = (typeof priorities)[number];

/** What a client may ask for. The same prompt, style, size and seed is the same picture. */
export const anArtwork = z.strictObject({
  prompt: z.string().trim().min(1).max(300),
  style: z.enum(styles),
  size: z.union(sizes.map(size => z.literal(size))),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
});
export type Artwork = z.infer<typeof anArtwork>;

export const newJob = anArtwork.extend({ priority: z.enum(priorities).default('normal') });

/** An artwork that somebody waits for; `submittedAt` in ms since 1970, by the API that took it. */
export const aJob = newJob.extend({ jobId: z.uuid(), client: z.string(), submittedAt: z.number() });
/**
 * @message job over kafka `{prefix}.jobs.{priority}.{style}`
 * @field size edge of the picture, in pixels
 * @field seed the same wish with the same seed is the same picture
 * @field jobId the same for the same client and Idempotency-Key
 * @field client whose it is
 * @field submittedAt in ms since 1970, by the API that took it
 * @says A picture that a worker is to make.
 * @lost Not by a worker: its offset is committed when it has ended, so a dead worker's job is handed to another.
 * @twice It may be rendered again: the log of events numbers the claims, and only the last one's picture counts.
 */
export type Job = z.infer<typeof aJob>;

/** The job in a record of a topic; undefined where it is none, since others may write there, too. */
export function jobIn(text: string): Job | undefined {
  try {
    return aJob.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const digest = (...parts: unknown[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** By what the cache and the store know a picture before it is there. */
export const keyOf = ({ prompt, style, size, seed }: Artwork): string => digest(prompt, style, size, seed);

/** The same client's same Idempotency-Key is the same job, at every instance. A UUID (version 8). */
export function jobIdOf(client: string, idempotencyKey: string): string {
  const hex = digest(client, idempotencyKey);
  const variant = ((Number.parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
