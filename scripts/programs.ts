/**
 * Prints where programs are, as `export` lines for a shell:  node scripts/programs.ts postgres redis nginx
 *
 * For who starts servers of their own (servers/programs.ts). What the environment says already goes first.
 */
import { programs } from './servers/programs.ts';

try {
  for (const name of process.argv.slice(2)) {
    const find = programs[name];
    if (!find) throw new Error(`programs.ts knows ${Object.keys(programs).join(', ')}, and no ${name}`);
    for (const [variable, found] of Object.entries(await find(line => console.error(line)))) {
      const value = process.env[variable] ?? found;
      console.log(`export ${variable}='${value.replaceAll("'", `'\\''`)}'`);
    }
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
