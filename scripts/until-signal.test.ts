import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const script = `import { untilSignal } from ${JSON.stringify(join(import.meta.dirname, 'until-signal.ts'))};
  const ended = untilSignal('SIGINT');
  setInterval(() => {}, 1000);
  console.log('waiting ' + process.pid);
  console.log(await ended);
  process.exit(0);`;

it('resolves once for a Ctrl-C that comes twice', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  child.kill('SIGINT');
  expect(await exited).toEqual([0, null]);
});

it('resolves when the parent was killed', async () => {
  const node = `'${process.execPath}' --input-type=module -e '${script.replaceAll("'", `'\\''`)}'`;
  const shell = spawn('bash', ['-c', `${node}; true`], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  shell.stdout.on('data', chunk => (printed += chunk));
  await once(shell.stdout, 'data');
  shell.kill('SIGKILL');
  await once(shell, 'close'); // the pipe closes when the last of the two has ended
  expect(printed).toMatch(/^waiting \d+\norphaned\n$/);
});
