import { describe, expect, it } from 'vitest';
import { eventsPage } from './events-page.ts';
import { read, SENDS, SOLD, why } from './messages.fixture.ts';

const declaring = (tags: string, code = 'export const told = 1;') => `/** A seat was sold. ${tags} */\n${code}`;

describe('a message is found', () => {
  it('with its fields, and both of its ends', () => {
    const { messages, refused } = read();
    expect(refused).toBe('');
    expect(messages).toMatchObject([
      {
        ...{ name: 'sold', medium: 'kafka', address: '`tickets`', sentences: 'A seat was sold.' },
        fields: [
          { name: 'seatId', type: 'string', isOptional: false, meaning: 'Where it is.' },
          { name: 'cents', isOptional: true, meaning: '' },
        ],
        sends: [{ file: 'ticketmaster/lesson/tell.ts', place: 'tell' }],
        hears: [{ file: 'ticketmaster/lesson/listen.ts', place: 'listen' }],
      },
    ]);
    expect(eventsPage(messages)).toContain(
      '- **Sent by**: [lesson/tell.ts](../lesson/tell.ts) `tell`\n- **Heard by**: [lesson/listen.ts](../lesson/listen.ts) `listen`\n- **Lost**: Never',
    );
  });

  it('by the kinds of a union, and says which of them has a field', () => {
    const union = `export type Sold = { type: 'sold'; seatId: string } | { type: 'ended' };`;
    expect(
      read({ 'sold.ts': declaring('@message sold over kafka `tickets`', union) }).messages[0]!.fields,
    ).toMatchObject([
      { name: 'type', type: '"sold" | "ended"', isOptional: false },
      { name: 'seatId', isOptional: true, meaning: 'Of sold.' },
    ]);
  });

  it('by its tags where it has no type, and by a word where no import reaches', () => {
    const typeless = declaring(
      '@message sold over redis-stream `sold` @says A seat was sold. @field seatId which @word seatId',
    );
    const lua = `-- @sends sold\nredis.call('XADD', KEYS[1], '*', 'seatId', ARGV[1])`;
    const page = `/** @hears sold */\nnew EventSource('/sold').onmessage = ({ data }) => show(JSON.parse(data).seatId);`;
    const { messages, refused } = read({
      'sold.ts': typeless,
      'tell.ts': '',
      'listen.ts': '',
      'sell.lua': lua,
      'page.js': page,
    });
    expect(refused).toBe('');
    expect(messages).toMatchObject([{ fields: [{ name: 'seatId', meaning: 'Which' }], sends: [{ place: '' }] }]);
  });

  it('where its helper is called, by what the caller says', () => {
    const helper = `import type { Sold } from './sold.ts';
    const write = (producer: any, one: Sold) => producer.send('tickets', { value: JSON.stringify(one) });
    /** @sends sold */
    export const tell = (producer: any, one: Sold) => write(producer, one);`;
    expect(why({ 'tell.ts': helper })).toBe('');
    expect(why({ 'tell.ts': `${helper}\nexport const secretly = (one: Sold) => write(0, one);` })).toMatch(
      /does not say what/,
    );
  });

  it('with somebody outside at one end', () => {
    const outside = SOLD.replace('@lost', '@outside hears the buyer\n * @lost');
    expect(why({ 'listen.ts': '', 'sold.ts': outside })).toBe('');
  });
});

describe('what is refused', () => {
  it('is a message that nobody sends, or nobody hears', () => {
    expect(why({ 'tell.ts': '' })).toMatch(/declares 'sold', which nobody sends/);
    expect(why({ 'listen.ts': '' })).toMatch(/declares 'sold', which nobody hears/);
  });

  it('is a name that is not declared, or twice', () => {
    expect(why({ 'tell.ts': SENDS.replace('@sends sold', '@sends sould') })).toMatch(
      /sends 'sould', which no @message/,
    );
    expect(why({ 'again.ts': SOLD })).toMatch(/declares the message 'sold' a second time/);
  });

  it('is an end that the type does not reach', () => {
    const apart = SENDS.replace(/^import.*$/m, '').replace(': Sold', ': object');
    expect(why({ 'tell.ts': apart })).toMatch(
      /tell.ts:.* neither imports ticketmaster\/lesson\/sold.ts, nor what does/,
    );
    const word = SOLD.replace('@lost', '@word seat\n * @lost');
    expect(why({ 'sold.ts': word, 'tell.ts': apart })).toMatch(/nor says 'seat'/);
    expect(why({ 'sold.ts': word, 'tell.ts': `${apart}\n// seat` })).toMatch(/nor says 'seat'/);
    expect(why({ 'sold.ts': word, 'tell.ts': `${apart}\nconst name = 'seat';` })).toBe('');
  });

  it('is a tag that says too little, or says it alone', () => {
    const at = (tags: string) => why({ 'more.ts': declaring(tags) });
    expect(at('@message more')).toMatch(/is not '@message <name> over <medium> <address>'/);
    expect(at('@message more over pigeon the roof')).toMatch(/goes over 'pigeon', which is none of kafka/);
    expect(at('@message more over mail SMTP @field data all')).toMatch(/does not say what 'more' is/);
    expect(at('@message more over mail SMTP @says More.')).toMatch(/says nothing of what 'more' holds/);
    expect(at('@message more over mail SMTP @says More. @field seatId')).toMatch(/is not '@field/);
    expect(at('@message more over mail SMTP @says More. @carries Less')).toMatch(/carries 'Less', which is no type/);
    expect(at('@message more over mail SMTP @outside us')).toMatch(/is not '@outside sends\|hears <who>'/);
    expect(at('@message more over mail SMTP @says More. @says Less.')).toMatch(/has two tags @says/);
    expect(at('@message more over mail SMTP @lost')).toMatch(/has a tag @lost that says nothing/);
    expect(at('@twice It is known by its id.')).toMatch(/@twice without a @message/);
    expect(at('@sends sold quickly')).toMatch(/is not '@sends <name>'/);
  });

  it('is a field that neither the type nor an end knows', () => {
    expect(why({ 'sold.ts': SOLD.replace('@lost', '@field row where\n * @lost') })).toMatch(
      /@field row, which its type lacks/,
    );
    const typeless = declaring('@message sold over mail SMTP @says It. @field row where');
    expect(why({ 'sold.ts': typeless })).toMatch(/with a field 'row', of which neither end says anything/);
  });
});
