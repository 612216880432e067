/**
 * npm run screenshots: takes the pictures in the README of the real implementation anew, into its folder screenshots/. Starts what it needs.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { takeScreenshots } from '../ticketmaster/real-implementation/screenshots.ts';
import { need } from './servers/provision.ts';
import { labFrom } from './servers/registry.ts';

const urls = await need(['postgres', 'redis'], labFrom(process.env), process.env, line => console.error(line));
Object.assign(process.env, urls);
const chromium = execFileSync(process.execPath, [join(import.meta.dirname, 'browser.ts')], { encoding: 'utf8' }).trim();
const folder = join(import.meta.dirname, '../ticketmaster/real-implementation/screenshots');
for (const { name, bytes } of await takeScreenshots(chromium, folder, process.env.PG_URL!))
  console.log(`${name}.png ${bytes} bytes`);
