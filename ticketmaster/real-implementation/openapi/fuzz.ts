/**
 * Sends requests that the shop's own document allows or forbids, and says which answers it does not name.
 *
 *   node ticketmaster/real-implementation/openapi/fuzz.ts --url http://127.0.0.1:3700 --seed 7 --requests 2000
 *
 * Found is a request that was answered 5xx, by no whole answer in five seconds, or by a status, a type or a shape that the document does not
 * name; one that it allows and that was refused as malformed; one that it forbids and that was done. The same seed sends the same requests,
 * but for ids and tokens that the server gives out. OPERATOR_TOKEN is the server's; without it the operator's routes only refuse. It holds,
 * buys, announces and closes: do not point it at a shop that somebody needs. Ends with 1 where something was found.
 */
import { parseArgs } from 'node:util';
import { env } from '@ticketmaster/common/env';
import { wholeNumber } from '../crowd/whole-number.ts';
import { ask, oneConnection } from './ask.ts';
import type { Document } from './document.ts';
import type { Drawn } from './drawn.ts';
import { judging } from './judge.ts';
import { type Known, learn, namesIn, remember } from './known.ts';
import { prepare } from './prepare.ts';
import { asCurl, count, type Report, statusesOf, tableOf } from './report.ts';
import { drawRequest, operationsOf } from './request.ts';

export interface FuzzOptions {
  url: string;
  seed: number;
  requests: number;
  operatorToken: string;
  withinMs?: number;
  tell?: (line: string) => void;
}

/** Sends the requests one after another, over one connection. Rejects where there is no such server, or it has no document. */
export async function fuzz(options: FuzzOptions): Promise<Report> {
  const { url, seed, requests, operatorToken, withinMs = 5_000, tell = () => {} } = options;
  const document = await documentOf(url);
  const [names, judge] = [namesIn(document), judging(document)];
  const known: Known = new Map();
  const sessions = await prepare({ url, operatorToken, name: `fuzz-${seed}` }, body => learn(known, names, body));
  const report: Report = { found: [], answers: new Map() };
  const agent = oneConnection();
  let before: Drawn | undefined;
  for (let index = 0; index < requests; index++) {
    const drawn = drawRequest(document, seed, index, known, { sessions, operatorToken });
    const reply = await ask(url, drawn, agent, withinMs);
    count(report, drawn, reply);
    const what = judge(drawn, reply);
    if (what) report.found.push({ what, index, drawn, before });
    if (what) tell(`✗ ${index}: ${what}${before ? ` (after ${before.method} ${before.path.slice(0, 80)})` : ''}`);
    if (what) tell(`  ${asCurl(url, drawn)}\n  wrong: ${drawn.wrong.join('; ') || 'nothing'}`);
    if (!what && typeof reply !== 'string' && reply.status < 300 && reply.type.includes('json') && reply.text)
      learn(known, names, JSON.parse(reply.text));
    const key = drawn.headers['idempotency-key'];
    if (key && !drawn.wrong.length) remember(known, 'Idempotency-Key', key);
    before = drawn;
    if ((index + 1) % Math.ceil(requests / 10) === 0)
      tell(`${index + 1} of ${requests} requests, ${report.found.length} found`);
  }
  agent.destroy();
  for (const { method, path } of operationsOf(document)) statusesOf(report, `${method} ${path}`);
  return report;
}

async function documentOf(url: string): Promise<Document> {
  const answer = await fetch(`${url}/api/openapi.json`, { signal: AbortSignal.timeout(10_000) }).catch(
    (cause: Error) => {
      throw new Error(`no server answers at ${url}`, { cause });
    },
  );
  if (!answer.ok) throw new Error(`${url}/api/openapi.json was answered ${answer.status}`);
  return (await answer.json()) as Document;
}

if (import.meta.main) {
  const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  const { values } = parseArgs({
    options: { url: text('http://127.0.0.1:3700'), seed: text('7'), requests: text('2000') },
  });
  const report = await fuzz({
    ...{ url: values.url.replace(/\/$/, ''), operatorToken: env.text('OPERATOR_TOKEN', '') },
    ...{
      seed: wholeNumber('seed', values.seed, 2 ** 31),
      requests: wholeNumber('requests', values.requests, 1_000_000),
    },
    tell: line => console.log(line),
  });
  console.log(tableOf(report));
  console.log(`${report.found.length} found`);
  process.exitCode = report.found.length ? 1 : 0;
}
