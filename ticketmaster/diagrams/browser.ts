/** The lab's Chromium, which shows a drawing. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

export function openChromium(): Promise<Browser> {
  const command = join(import.meta.dirname, '../../scripts/browser.ts');
  const executablePath = execFileSync(process.execPath, [command], { encoding: 'utf8' }).trim();
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--font-render-hinting=none'];
  return chromium.launch({ executablePath, args });
}

/** The SVG as a document of its own: Chromium reads it as XML, and shows no more than it holds. */
export const addressOf = (svg: string) => `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
