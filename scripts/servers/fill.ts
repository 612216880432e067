import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { withLock } from './lock.ts';

/** A folder for what is fetched: one for all labs of a checkout, whatever LAB_DIR says. A wipe keeps it. */
export const fetched = (...path: string[]) => resolve(import.meta.dirname, '../../.lab', ...path);

/**
 * Fills `folder`, once for each `text` that says what belongs in it: of an older one nothing is left. Another terminal that wants the same
 * waits; where the work was interrupted, it begins anew.
 */
export async function fillOnce(folder: string, text: string, fill: () => Promise<void>): Promise<void> {
  const stamp = join(folder, 'resolved-from');
  const checksum = createHash('sha256').update(text).digest('hex');
  const isFilled = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === checksum;
  if (isFilled()) return;
  await withLock(`${folder}.lock`, async () => {
    if (isFilled()) return;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await fill();
    writeFileSync(stamp, checksum);
  });
}
