/** READMEs and repositories for the tests of this folder. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Files } from './files.ts';

/** A fenced block: fence('sh exit=1', 'false'). */
export const fence = (info: string, text: string) => `\`\`\`${info}\n${text}\n\`\`\``;

export const markdown = (...blocks: string[]) => `${blocks.join('\n\n')}\n`;

export const repository = (files: Record<string, string>): Files => new Map(Object.entries(files));

/** A folder `lesson` with this README.md. It is gone when the test is over. */
export function folderWith(...blocks: string[]): string {
  const parent = mkdtempSync(join(tmpdir(), 'walkthrough-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const folder = join(parent, 'lesson');
  mkdirSync(folder);
  writeFileSync(join(folder, 'README.md'), markdown(...blocks));
  return folder;
}
