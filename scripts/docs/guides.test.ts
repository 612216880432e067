import { expect, it } from 'vitest';
import { fence, markdown, repository } from './fixtures.ts';
import { checkGuides } from './guides.ts';

const file = 'ticketmaster/tech-waiting-room/README.md';
const tree = [
  'flowchart TD',
  '  order{Must the order<br/>hold?}',
  '  order -->|yes| kafka[[Kafka]]',
  '  order -->|no| paper',
];
const head = '| take | lesson | compared in: row | you give up |\n|---|---|---|---|';
const rows = [
  '| Kafka | [kafka](kafka/README.md) | [The gate dies](#the-gate-dies): Kafka | time |',
  '| **paper** | [paper](paper/README.md) | [speeds](bench/speed.md): paper, wet | ink |',
];
const compared = [
  '### The gate dies',
  '| technology | lost |\n| --- | --: |\n| Kafka | 0 |',
  '### Joining',
  '| RabbitMQ | 7 |',
];

interface Guide {
  heading?: string;
  tree?: string[];
  table?: string[];
}

const guide = ({ heading = '## Which one?', tree: lines = tree, table = [head, ...rows] }: Guide) =>
  checkGuides(
    repository({
      [file]: markdown(
        '# Lines',
        heading,
        fence('mermaid', lines.join('\n')),
        table.join('\n'),
        '## Measured',
        ...compared,
      ),
      'ticketmaster/tech-waiting-room/bench/speed.md': '| paper | wet | 3 |\n',
      ...Object.fromEntries(
        ['kafka/README.md', 'kafka/run.sh', 'paper/README.md', 'paper/run.sh', 'contract/README.md'].map(name => [
          `ticketmaster/tech-waiting-room/${name}`,
          '',
        ]),
      ),
    }),
  );
const wrong = async (changed: Guide) => (await guide(changed)).map(({ message }) => message);
const without = (at: number) => [head, ...rows.toSpliced(at, 1)];
const withRow = (row: string) => ({ table: [head, rows[0]!, row] });

it('accepts a tree whose leaves lead to a lesson and to the row of a comparison, of this page or another', async () => {
  expect(await guide({})).toEqual([]);
});

it('asks every family for a guide, with a tree and a table', async () => {
  expect(await wrong({ heading: '## Choosing' })).toEqual(['has no decision guide: "## Which one?"']);
  expect(await wrong({ heading: '## Which one?\n\n## Else' })).toEqual(['has no tree of questions under "Which one?"']);
  expect(await wrong({ table: rows })).toEqual([expect.stringMatching(/^has no table of leaves: \| take \| lesson/)]);
});

it('finds a leaf without a row, a row without a leaf, and names the line', async () => {
  expect(await guide({ table: without(1) })).toEqual([
    { file, line: 5, message: 'the tree ends at "paper", which is in no row below it' },
  ]);
  expect(await guide({ table: [head, ...rows, rows[0]!.replace('Kafka', 'Stone')] })).toEqual([
    { file, line: 16, message: '"Stone" is no leaf of the tree' },
  ]);
});

it('takes a node for a leaf only while no edge leaves it', async () => {
  const longer = [...tree, '  kafka -->|always| stone'];
  expect(await wrong({ tree: longer })).toEqual([
    '"Kafka" is no question, and edges leave it',
    'the tree ends at "stone", which is in no row below it',
    '"Kafka" is no leaf of the tree',
  ]);
});

it('finds an edge that says no answer', async () => {
  const silent = tree.with(2, '  order --> kafka[[Kafka]]');
  expect(await wrong({ tree: silent })).toEqual(['an edge from "Must the order hold?" says no answer']);
});

it.each([
  ['no link to a lesson', '| paper | paper | [s](bench/speed.md): paper | ink |', '"paper" links no lesson'],
  [
    'a folder without run.sh',
    '| paper | [c](contract/README.md) | [s](bench/speed.md): paper | ink |',
    '"paper" links no lesson',
  ],
  [
    'no price',
    '| paper | [p](paper/README.md) | [s](bench/speed.md): paper | |',
    '"paper" costs nothing: say what its reader gives up',
  ],
])('finds %s', async (_what, row, message) => {
  expect(await wrong(withRow(row))).toEqual([message]);
});

it.each([
  [
    'a row that is not there',
    '[s](bench/speed.md): stone',
    /^no table under "its title" of .*speed\.md has the row "stone"$/,
  ],
  [
    'a row of another table',
    '[The gate dies](#the-gate-dies): RabbitMQ',
    /^no table under "The gate dies" of .* "RabbitMQ"$/,
  ],
  ['no row', '[The gate dies](#the-gate-dies)', /has the row ""$/],
  ['no such heading', '[The gate](#the-gate): Kafka', /links no heading of a comparison/],
  ['no such page', '[s](bench/slow.md): paper', /links no heading of a comparison/],
  ['no link', 'Kafka', /links no heading of a comparison/],
])('finds a comparison with %s', async (_what, cell, message) => {
  expect(await wrong(withRow(`| paper | [p](paper/README.md) | ${cell} | ink |`))).toEqual([
    expect.stringMatching(message),
  ]);
});
