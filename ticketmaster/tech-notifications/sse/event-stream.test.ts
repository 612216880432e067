import { StringDecoder } from 'node:string_decoder';
import { describe, expect, it } from 'vitest';
import { asEvent, asRetry, HEARTBEAT, readStream, type StreamEvent } from './event-stream.ts';

function reader() {
  const events: StreamEvent[] = [];
  const retries: number[] = [];
  const read = readStream({ event: event => events.push(event), retry: ms => retries.push(ms) });
  return { read, events, retries };
}

/** What is read of these pieces. */
function heard(...pieces: string[]) {
  const { read, events, retries } = reader();
  for (const piece of pieces) read(piece);
  return { events, retries };
}
const message = (data: string, lastEventId = '', event = 'message') => ({ event, data, lastEventId });

describe('a stream', () => {
  it('is read as it was written', () => {
    const sent = { eventId: 'E1', name: 'two\nlines, “quoted” \u2028' };
    const { events, retries } = heard(asRetry(1500) + HEARTBEAT + asEvent(7, 'admitted', sent) + HEARTBEAT);
    expect(retries).toEqual([1500]);
    expect(events).toEqual([message(JSON.stringify(sent), '7', 'admitted')]);
  });

  it.each(['\n', '\r', '\r\n'])('may end its lines with %j', end => {
    const text = ['id: 1', 'data: a', 'data: b', '', ': comment', 'event: x', 'data', '', ''].join(end);
    expect(heard(text).events).toEqual([message('a\nb', '1'), message('', '1', 'x')]);
  });

  it.each([
    ['lines', 'id: 1\r\nevent: admitted\r\ndata: héllo 🎟️\r\n\r\nid: 2\rdata: x\r\r\n: c\n\n'],
    ['blank lines', 'data: a\r\n\r\n\r\ndata: b\n\n\rdata: c\r\r'],
  ])('is the same wherever its %s are cut', (_what, text) => {
    const whole = heard(text);
    for (let at = 0; at <= text.length; at++) expect(heard(text.slice(0, at), text.slice(at))).toEqual(whole);
    expect(heard(...text)).toEqual(heard(...text.split('')));
    expect(heard(...text.split(''))).toEqual(whole);
  });

  it('is the same when its characters are cut', () => {
    const bytes = Buffer.from(asEvent(1, 'admitted', { name: 'Zoë 🎟️ 東京' }));
    const { read, events } = reader();
    const decoder = new StringDecoder('utf8');
    for (const byte of bytes) read(decoder.write(Buffer.of(byte)));
    expect(JSON.parse(events[0]!.data)).toEqual({ name: 'Zoë 🎟️ 東京' });
  });

  it('may begin with a byte order mark, and with one only', () => {
    expect(heard('\uFEFFdata: a\n\n').events).toEqual([message('a')]);
    expect(heard('\uFEFF', 'data: a\n\n').events).toEqual([message('a')]);
    expect(heard('\uFEFF\uFEFFdata: a\n\n').events).toEqual([]);
  });

  it('loses one space after the colon, and no more', () => {
    expect(heard('data:a\ndata: b\ndata:  c\ndata:d:e\n\n').events).toEqual([message('a\nb\n c\nd:e')]);
  });

  it('keeps its last id over events that have none, also when an id comes alone', () => {
    expect(heard('id: 3\n\ndata: a\n\ndata: b\nid: 4\n\nid\ndata: c\n\n').events).toEqual([
      ...[message('a', '3'), message('b', '4'), message('c', '')],
    ]);
  });

  it('has no id with a NUL in it, and no retry of anything but digits', () => {
    const { events, retries } = heard('id: 1\nid: 2\0\ndata: a\n\nretry: 1s\nretry: -1\nretry:\nretry: 20\n\n');
    expect(events).toEqual([message('a', '1')]);
    expect(retries).toEqual([20]);
  });

  it('has not told what was not whole when it ended, nor an event without data', () => {
    expect(heard('data: a\n\ndata: b\n').events).toEqual([message('a')]);
    expect(heard('event: x\nid: 1\n\ndata: a\n\n').events).toEqual([message('a', '1')]);
    expect(heard('unknown: x\nDATA: y\ndata : z\n\n').events).toEqual([]);
  });

  it('is given up when an event has no end', () => {
    const { read } = reader();
    const endless = () => {
      for (let i = 0; i < 1_000; i++) read(`data: ${'x'.repeat(2_000)}${i % 2 ? '\n' : ''}`);
    };
    expect(endless).toThrow(/more than/);
  });
});
