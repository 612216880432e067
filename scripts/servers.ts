/**
 * The lab's servers:  npm run servers -- need|start|kill NAME … | status | stop|wipe [NAME …]
 *
 *   start NAME …    start them, or use those that run     need     the same, printing `export` lines for a shell
 *   status          a table: server, provider, version, URL, pid, log
 *   stop [NAME …]   stop those, or all that the lab started
 *   kill NAME …     end those as a crash would (kill -9), for experiments; what they stored stays
 *   wipe [NAME …]   stop those, or all, and delete what they stored
 */
import { helpOf } from './help.ts';
import { kill, need, type Row, status, stop, wipe } from './servers/provision.ts';
import { labFrom } from './servers/registry.ts';

const say = (line: string) => console.error(line); // standard output is for `eval`

async function main([verb, ...names]: string[]): Promise<void> {
  const lab = labFrom(process.env);
  if (verb === 'need' && names.length) {
    for (const [variable, url] of Object.entries(await need(names, lab, process.env, say))) {
      console.log(`export ${variable}=${quoted(url)}`);
    }
  } else if (verb === 'start' && names.length) {
    await need(names, lab, process.env, say);
    console.log(table(await status(lab, process.env)));
  } else if (verb === 'status') {
    console.log(table(await status(lab, process.env)));
  } else if (verb === 'stop') {
    const stopped = await stop(names, lab, say);
    console.log(stopped.length ? `Stopped: ${stopped.join(', ')}` : 'No server of the lab was running.');
  } else if (verb === 'kill' && names.length) {
    await kill(names, lab, process.env);
    console.log(`Killed: ${names.join(', ')}`);
  } else if (verb === 'wipe') {
    await wipe(names, lab, say);
    console.log(`Wiped: ${names.join(', ') || 'all servers of the lab'}`);
  } else {
    const asked = verb === undefined || verb === 'help' || verb === '--help';
    (asked ? console.log : say)(helpOf(import.meta.filename));
    process.exitCode = asked ? 0 : 2;
  }
}

function table(rows: Row[]): string {
  if (rows.length === 0) return 'No server of the lab is running.';
  const columns = ['server', 'kind', 'provider', 'version', 'url', 'pid', 'log'] as const;
  const lines = [
    Object.fromEntries(columns.map(column => [column, column.toUpperCase()])) as Record<string, string>,
    ...rows,
  ];
  const widths = columns.map(column => Math.max(...lines.map(line => `${line[column as keyof typeof line]}`.length)));
  return lines
    .map(line =>
      columns
        .map((column, i) => `${line[column as keyof typeof line]}`.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
