import { messagesIn } from './messages.ts';
import { openProject } from './project.ts';

export const SOLD = `/**
 * A seat was sold.
 * @message sold over kafka \`tickets\`
 * @lost Never: it is kept for a week.
 */
export interface Sold {
  /** Where it is. */
  seatId: string;
  cents?: number;
}`;
export const SENDS = `import type { Sold } from './sold.ts';
/** @sends sold */
export const tell = (producer: any, one: Sold) => producer.send('tickets', { value: JSON.stringify(one) });`;
const HEARS = `import type { Sold } from './sold.ts';
/** @hears sold */
export async function listen(consumer: any, heard: (one: Sold) => void) { await consumer.subscribe({ topic: 'tickets' }); }`;

/** A lab of one lesson with these files, in place of those of a message that is as it should be or beside them. */
export function read(changed: Record<string, string> = {}) {
  const lesson = { 'sold.ts': SOLD, 'tell.ts': SENDS, 'listen.ts': HEARS, ...changed };
  const files = new Map(Object.entries(lesson).map(([path, text]) => [`ticketmaster/lesson/${path}`, text]));
  const project = openProject(files);
  try {
    const { messages, refused } = messagesIn(project, files);
    return { messages, refused: refused.join('\n') };
  } finally {
    project.close();
  }
}
/** Why it is refused; '' where it is not. */
export const why = (changed: Record<string, string>) => read(changed).refused;
