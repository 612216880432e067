/**
 * How long this machine needs for a picture, one after the other:  node render/measure.ts [pictures of each size, 15] > simulation/measured.json
 *
 * The simulation reads it (npm run simulate).
 */
import { execFileSync } from 'node:child_process';
import { cpus, platform } from 'node:os';
import { sizes, styles } from '../artwork.ts';
import { cpuRenderer } from './cpu.ts';

const each = Number(process.argv[2] ?? 15);
const renderer = cpuRenderer();
const renderMs: number[] = [];
for (let seed = 0; seed < each; seed++)
  for (const size of sizes)
    for (const style of styles) {
      const began = performance.now();
      await renderer.render({ prompt: 'A night in red', style, size, seed });
      renderMs.push(Math.round((performance.now() - began) * 10) / 10);
    }
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${platform()}, Node ${process.versions.node}`;
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const command = `node render/measure.ts ${each}`;
console.log(JSON.stringify({ machine, at: new Date().toISOString(), commit, command, renderMs }));
