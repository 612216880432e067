import type { Field } from './message-fields.ts';
import { MEDIA, type Medium } from './message-tags.ts';
import type { Message, Place } from './messages.ts';

/** Where the page is, from the root. */
export const EVENTS_PAGE = 'ticketmaster/reference/EVENTS.md';

const HOME = 'ticketmaster/';

const TITLES: Record<Medium, string> = {
  kafka: 'Kafka',
  rabbitmq: 'RabbitMQ',
  sqs: 'SQS',
  'redis-stream': 'Redis Streams',
  'redis-pubsub': 'Redis pub/sub',
  notify: 'PostgreSQL NOTIFY',
  outbox: 'Outbox',
  sse: 'Server-sent events',
  webhook: 'Webhooks',
  mail: 'Mail',
  signal: 'Signals of an engine',
};

const head = `# All events and messages

Written by \`npm run reference\` from the code; a test fails while it is stale.

What one process tells another without being asked, by what it goes over: which fields it has, who sends it and who listens. *Lost* and *twice* say
what happens then, where the code says so. \`{words}\` in an address stand for what is known only when it runs.

A message is declared where its type is (\`@message\`), and each function that sends it or listens says so (\`@sends\`, \`@hears\`). A message that
one end lacks is refused, and so is code that sends or listens by a way that is known (\`producer.send\`, \`publish\`, \`XADD\`, \`pg_notify\`,
\`data:\` of an event stream, an append to the outbox …) and does not say what.

Not seen: that a function which says one message sends another one, too; a way of sending that no source here has used yet.

Not here: requests and their answers, which the lessons' READMEs show; what a process of a test tells the one that has started it.
`;

/** A table of all, and each of them below, by what it goes over. */
export function eventsPage(messages: readonly Message[]): string {
  const media = (Object.keys(MEDIA) as Medium[]).map(medium => ({
    medium,
    all: messages.filter(one => one.medium === medium).toSorted((one, other) => (one.name < other.name ? -1 : 1)),
  }));
  const used = media.filter(({ all }) => all.length > 0);
  const rows = used.flatMap(({ medium, all }) =>
    all.map(({ name, sentences }) => `| \`${name}\` | ${TITLES[medium]} | ${plain(firstOf(sentences))} |`),
  );
  const table = ['| message | over | what it is |', '|---|---|---|', ...rows].join('\n');
  const parts = used.map(({ medium, all }) => [`## ${TITLES[medium]}`, ...all.map(partOf)].join('\n\n'));
  return `${[head, table, ...parts].join('\n').replaceAll('\n## ', '\n\n## ')}\n`;
}

function partOf({ name, medium, address, sentences, fields, lost, twice, file, ...ends }: Message): string {
  const end = (which: 'sends' | 'hears') =>
    [...new Set(ends[which].map(placeIn))].sort().concat(ends.outside[which] ? [plain(ends.outside[which])] : []);
  const lines = [
    `- **Over**: ${MEDIA[medium]} ${plain(address)}`,
    `- **Declared in**: ${placeIn({ file, place: '' })}`,
    `- **Sent by**: ${end('sends').join(', ')}`,
    `- **Heard by**: ${end('hears').join(', ')}`,
    ...(lost === undefined ? [] : [`- **Lost**: ${plain(lost)}`]),
    ...(twice === undefined ? [] : [`- **Twice**: ${plain(twice)}`]),
  ];
  const table = ['| field | type | what it is |', '|---|---|---|', ...fields.map(rowOf)];
  return [`### \`${name}\``, plain(sentences), lines.join('\n'), table.join('\n')].join('\n\n');
}

const rowOf = ({ name, type, isOptional, meaning }: Field) =>
  `| \`${name}\`${isOptional ? ', not always' : ''} | ${type && `\`${type.replaceAll('|', '\\|')}\``} | ${plain(meaning)} |`;

const firstOf = (sentences: string) => /^.*?[.:](?= |$)/.exec(sentences)?.[0] ?? sentences;

function placeIn({ file, place }: Place): string {
  const path = file.slice(HOME.length);
  return `[${path}](../${path})${place && ` \`${place}\``}`;
}

/** As it is, in a cell of a table; what stands between backticks is code. */
const plain = (text: string) =>
  text
    .split(/(`[^`]*`)/)
    .map((part, nth) =>
      nth % 2 === 1
        ? part
        : part
            .replace(/[\\*_|[\]]/g, '\\$&')
            .replaceAll('<', '&lt;')
            .replaceAll('>', '&gt;'),
    )
    .join('')
    .replace(/:$/, '.');
