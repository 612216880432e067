import type { Instance } from './instance.ts';

/** All of them, once each is ready. Where one does not start, none is left. */
export async function together(starting: Promise<Instance>[]): Promise<Instance[]> {
  const started = await Promise.allSettled(starting);
  const opened = started.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = started.find(({ status }) => status === 'rejected');
  if (failed?.status !== 'rejected') return opened;
  await Promise.all(opened.map(one => one.end()));
  throw failed.reason;
}
