/**
 * Prints the path of a Chromium or Chrome for the tests of web pages:  node scripts/browser.ts
 *
 * CHROMIUM_PATH where that is set; else one that is installed; else, as root on Debian or Ubuntu, one that apt installs.
 */
import { existsSync } from 'node:fs';
import { find, installed } from './servers/install.ts';

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const onMac = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

async function browser(): Promise<string> {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (existsSync(given)) return given;
    throw new Error(`CHROMIUM_PATH is ${given}, and there is no such file`);
  }
  for (const command of commands) {
    const path = find({ command });
    if (path) return path;
  }
  const path = onMac.find(existsSync);
  if (path) return path;
  return installed({ command: 'chromium', apt: 'chromium', brew: '--cask chromium' }, line => console.error(line));
}

browser().then(console.log, (error: Error) => {
  console.error(`${error.message}\nOr set CHROMIUM_PATH to a browser that is there.`);
  process.exitCode = 1;
});
