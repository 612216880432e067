import { type Exercise, YOUR_TURN } from '../exercise.ts';

const folder = (name: string) => `tech-notifications/${name}`;

export const notificationsStreams: Exercise[] = [
  {
    name: 'from-the-beginning-again',
    folder: folder('sse'),
    title: 'After each tunnel everything comes again',
    level: 1,
    kind: 'bug',
    symptom: `Users: "Each time my train leaves a tunnel, the page shows all messages of the day once more." The log of the server: browsers come back
without the header Last-Event-ID.`,
    changes: [
      {
        file: 'event-stream.ts',
        right: `  \`id: \${id}\\nevent: \${event}\\ndata: \${JSON.stringify(data)}\\n\\n\`;`,
        wrong: `  \`event: \${event}\\ndata: \${JSON.stringify({ id, ...(data as object) })}\\n\\n\`;`,
      },
      {
        file: 'event-stream.ts',
        right: '/** Whoever heard this asks, after a break, for what came after `id`. JSON has',
        wrong: '/** JSON has',
      },
    ],
    check: { file: 'event-stream.test.ts', test: 'a stream > is read as it was written', red: 'to deeply equal' },
    servers: [],
    hints: [
      'An EventSource sends Last-Event-ID by itself. Where does it have that from?',
      'Compare what `asEvent` writes with the fields of the standard: event, data, id, retry.',
    ],
    why: `The browser remembers the last \`id:\` field of the stream, and sends it as Last-Event-ID when it connects again: the cursor of server-sent
events. An id inside the data is for the page alone; EventSource never looks into data. Without the field each reconnect begins at 0, and
only a client that dedupes does not notice. With it, a break costs nothing but what was missed.`,
  },
  {
    name: 'same-message-twice',
    folder: folder('sse'),
    title: 'The same message twice on one stream',
    level: 2,
    kind: 'bug',
    symptom: `A developer of an app: "You say that a stream has each message once and in order. When somebody is let in just while we connect, we get the
messages 2, 1, 2 on one connection. Our app believed you, and does not dedupe."`,
    changes: [{ file: 'streams.ts', right: '      if (one.seq <= listener.cursor) return false;\n', wrong: '' }],
    check: {
      file: 'streams.test.ts',
      test: 'writes each once, though it is looked up and told at the same time',
      red: 'Expected values to be strictly deep-equal',
    },
    servers: ['postgres', 'redis'],
    hints: [
      'A message can come to a stream by four ways: told, through Redis, looked up at the start, swept. What keeps two of them from writing it twice?',
      'Each listener has a cursor: the last seq that was written to it. Who compares it in `send`?',
    ],
    why: `Between "look up what was missed" and "hear what comes" there must be no gap, so the two overlap: the stream joins first and looks up then.
An overlap means duplicates, and the cursor takes them out: what is not newer than the last one that was written is not written. Overlap and
dedupe by a number that only grows: the same pattern as a snapshot with a change log behind it.`,
  },
  {
    name: 'phones-in-tunnels',
    folder: folder('sse'),
    title: 'Memory grows until the server dies',
    level: 2,
    kind: 'bug',
    symptom: `Operations: "On evenings with many phones on trains the memory of the server grows by gigabytes, until it is killed; then all 15,000 streams
come back at once. A heap dump is full of buffers that were written to sockets and never read."`,
    changes: [
      {
        file: 'streams.ts',
        right: `    if (response.writableLength > unread) {
      response.destroy();
      return false;
    }
    response.write(text);
    return true;`,
        wrong: '    return response.write(text) || response.writable;',
      },
      {
        file: 'streams.ts',
        right: 'const { most = 15_000, perVisitor = 4, unread = 65_536, heartbeatMs',
        wrong: 'const { most = 15_000, perVisitor = 4, heartbeatMs',
      },
      {
        file: 'streams.ts',
        right:
          '/** Writes any text; as bytes, where many get the same. Who does not read what was written is dropped, and catches up when it comes back. */',
        wrong: '/** Writes any text; as bytes, where many get the same. */',
      },
    ],
    check: { file: 'streams.test.ts', test: 'is dropped when nobody reads it, and caught up with', red: 'bytes wait' },
    servers: ['postgres', 'redis'],
    hints: [
      'A phone in a tunnel keeps its connection, and reads nothing. Where is what you write to it?',
      '`response.writableLength` says how much waits in this process. Who bounds it?',
      'Dropping a connection loses nothing here: who comes back says with Last-Event-ID where to go on.',
    ],
    why: `\`write\` never blocks and never fails: when the socket is full, Node keeps the bytes. One reader who stopped reading costs as much memory as
you write. A broadcaster cannot wait for its slowest reader, so there are two choices: drop messages, or drop the connection. With a
cursor the second loses nothing: the client comes back, and is written what it lacks from the outbox. This is backpressure by disconnecting.`,
  },
  {
    name: 'read-an-event-stream',
    folder: folder('sse'),
    title: 'Write the reader of text/event-stream',
    level: 3,
    kind: 'gap',
    symptom: `The app connects, the server writes, and the app hears nothing: what reads the fields of a line, and tells an event when it is whole, is not
written. The format is in the HTML standard (9.2.6, "Interpreting an event stream"), one page long.`,
    changes: [
      {
        file: 'event-stream.ts',
        right: `    const [, field, value = ''] = line.match(/^([^:]*)(?:: ?(.*))?$/s)!;
    if (line === '') dispatch();
    else if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\\0')) lastEventId = value;
    else if (field === 'retry' && /^\\d{1,9}$/.test(value)) retry(Number(value));
    // A comment is a field without a name. It and what else is not known are read past.`,
        wrong: `    // One line without its end. An empty one dispatches. Else it is \`field:value\`, where one space after the colon does not count, and the colon
    // may be missing. Known fields: event, data (each one more line), id (none with a NUL), retry (1 to 9 digits). All else is read past.
    throw new Error(\`${YOUR_TURN}: what a line says\`);`,
      },
      {
        file: 'event-stream.ts',
        right: `    if (data.length) onEvent({ event: event || 'message', data: data.join('\\n'), lastEventId });
    event = '';
    data = [];
    length = 0;`,
        wrong: `    // Tells the event, called 'message' where the stream names none, unless it has no data; and the next one begins with nothing but the last id.
    length = 0;
    throw new Error(\`${YOUR_TURN}: tell the event\`);`,
      },
    ],
    check: { file: 'event-stream.test.ts', test: 'a stream', red: YOUR_TURN },
    servers: [],
    hints: [
      '`readStream` cuts the pieces into lines already. Yours are `read`, for one line, and `dispatch`, for an empty one.',
      'The id outlives its event: it stays until the stream names another. Event name and data do not.',
      'line.match(/^([^:]*)(?:: ?(.*))?$/s) gives field and value; a comment is a field without a name.',
    ],
    why: `The format is made so that a reader needs no look-ahead: lines, fields, and an empty line that says "whole". What was cut off before it was never
told, so after a break the cursor is right by itself. That ids last over events, and that unknown fields are read past, is what lets servers
add heartbeats (comments) and new fields without breaking a client.`,
  },
  {
    name: 'delivered-and-then-not',
    folder: folder('outbox'),
    title: 'The outbox (all three lessons): delivered, and then not',
    level: 1,
    kind: 'bug',
    symptom: `Support: "The customer has the message, we saw it. Our list said DELIVERED at 20:01:02 and PENDING at 20:01:03, and then the server sent it
again." It happens when two attempts overlap, and the answer of the first comes last.`,
    changes: [
      {
        file: 'outbox.ts',
        right: `on conflict (notification_id, channel) do update set state = excluded.state
                         where delivery.state <> 'DELIVERED')`,
        wrong: 'on conflict (notification_id, channel) do update set state = excluded.state)',
      },
    ],
    check: {
      file: 'outbox.test.ts',
      test: 'is listed with its attempts; delivered it stays',
      red: 'to deeply equal',
    },
    servers: ['postgres'],
    hints: [
      'Which state may follow which? Is there one that nothing may follow?',
      'outbox.ts, `record`: what does the upsert do with a row that says DELIVERED?',
    ],
    why: `Outcomes of attempts come in any order: a slow failure may be written after a quick success. "The last one written wins" is wrong where one
state is final. The upsert says so in its predicate: whatever comes, DELIVERED stays. All attempts are listed all the same, so nothing is
hidden. State machines need their transitions where the writes are, not in the heads of those who write.`,
  },
];
