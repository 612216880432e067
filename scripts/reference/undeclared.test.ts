import { describe, expect, it } from 'vitest';
import { SOLD, why } from './messages.fixture.ts';

describe('what is refused', () => {
  it('is sending, or listening, and not saying what: by each way that is known', () => {
    const sending = [
      `producer.send('t', {})`,
      `redis.publish('c', 'm')`,
      `cluster.spublish('c', 'm')`,
      `redis.xadd('s', '*', 'a', 1)`,
      `channel.sendToQueue('q', 'm')`,
      `transport.sendMail({})`,
      `port.postMessage({})`,
      `poster.post({})`,
      `ctx.resolveAwakeable('id')`,
      `DBOS.send('id', 'm')`,
      `new SendMessageBatchCommand({})`,
      `append('tx', {})`,
      `db.query("select pg_notify('c', 'm')")`,
      `db.query('insert into unpublished values ($1)')`,
      `response.write('event: a\\ndata: {}\\n\\n')`,
      `post('u', { headers: { 'stripe-signature': '' } })`,
    ];
    const listening = [
      `consumer.subscribe({})`,
      `subscriber.subscribe('c')`,
      `cluster.ssubscribe('c')`,
      `redis.xreadgroup('GROUP', 'g')`,
      `channel.consume('q', () => {})`,
      `DBOS.recv('m')`,
      `ctx.awakeable()`,
      `listen({ notified: () => {} })`,
      `readStream({})`,
      `new ReceiveMessageCommand({})`,
      `new EventSource('/stream')`,
    ];
    const linesOf = (end: string, ways: string[]) =>
      why({ 'more.ts': ways.join(';\n') })
        .split('\n')
        .flatMap(line =>
          line.includes(` ${end} by `) ? Number(/^ticketmaster\/lesson\/more.ts:(\d+) /.exec(line)?.[1]) : [],
        );
    expect(linesOf('sends', sending)).toEqual(sending.map((_way, nth) => nth + 1));
    expect(linesOf('hears', listening)).toEqual(listening.map((_way, nth) => nth + 1));
    expect(why({ 'more.ts': `pigeon.send('m'); response.write('data'); request.get('stripe-signature')` })).toBe('');
  });

  it('is the same in Lua, in SQL and in the script of a page', () => {
    expect(why({ 'more.lua': `redis.call('XADD', KEYS[1], '*', 'a', 1)` })).toMatch(/more.lua sends by 'XADD'/);
    expect(why({ 'more.sql': `select pg_notify('c', 'm');` })).toMatch(/more.sql sends by pg_notify/);
    const named = { 'sold.ts': SOLD.replace('@lost', '@word c\n * @lost'), 'more.sql': `select pg_notify('c', 'm');` };
    const tables = `/** @sends sold */\nexport const tables = join(import.meta.dirname, 'more.sql');`;
    expect(why({ ...named, 'tables.ts': tables })).toBe('');
    expect(why({ ...named, 'tables.ts': tables.replace('more', 'other') })).toMatch(/more.sql sends by pg_notify/);
    expect(why({ 'more.js': `new EventSource('/stream');` })).toMatch(/more.js hears by new EventSource/);
    expect(why({ 'more.lua': `-- @sends more\nredis.call('XADD', KEYS[1])` })).toMatch(
      /sends 'more', which no @message/,
    );
  });
});
