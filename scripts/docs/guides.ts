/**
 * The decision guides: under "Which one?" a family has a tree of questions, and a table of its leaves, since GitHub follows no links in a
 * diagram. Each leaf leads to a lesson, to the row of a comparison, and to what its reader gives up.
 */
import { posix } from 'node:path';
import type { Files, Finding } from './files.ts';
import { lessonsIn } from './learning-path.ts';
import { parseMarkdown } from './markdown.ts';
import { loadMermaid } from './mermaid.ts';
import { linkIn, type Row, rowsIn, type Section, sectionAt, shown } from './tables.ts';

const families = [
  'tech-waiting-room',
  'tech-notifications',
  'tech-locking-and-transactions',
  'tech-caching-hotkeys',
  'tech-two-phase-payments',
];
const HEAD = ['take', 'lesson', 'compared in: row', 'you give up'];

export async function checkGuides(files: Files): Promise<Finding[]> {
  const readmes = families.map(family => `ticketmaster/${family}/README.md`).filter(file => files.has(file));
  const findings: Finding[] = [];
  for (const file of readmes) findings.push(...(await wrongIn(file, files)));
  return findings;
}

async function wrongIn(file: string, files: Files): Promise<Finding[]> {
  const text = files.get(file)!;
  const section = sectionAt('which-one', text);
  if (!section) return [{ file, line: 1, message: 'has no decision guide: "## Which one?"' }];
  const diagram = parseMarkdown(text).fences.find(
    ({ lang, line }) => lang === 'mermaid' && line > section.start && line < section.end,
  );
  if (!diagram) return [{ file, line: section.start, message: 'has no tree of questions under "Which one?"' }];
  const [head, ...rows] = firstTable(rowsIn(text, { ...section, start: diagram.line }));
  if (head?.cells.join() !== HEAD.join()) {
    return [{ file, line: section.start, message: `has no table of leaves: | ${HEAD.join(' | ')} |` }];
  }
  const tree = await treeIn(diagram.text);
  const finding = (line: number) => (message: string) => ({ file, line, message });
  return [
    ...wrongInTree(tree).map(finding(diagram.line)),
    ...tree.leaves
      .filter(leaf => !rows.some(({ cells }) => shown(cells[0]!) === leaf))
      .map(leaf => `the tree ends at "${leaf}", which is in no row below it`)
      .map(finding(diagram.line)),
    ...rows.flatMap(row => wrongInRow(row, tree, file, files).map(finding(row.line))),
  ];
}

interface Tree {
  /** What the nodes say from which an edge goes on, and those from which none does. */
  questions: string[];
  leaves: string[];
  edges: { from: string; label: string }[];
}

/** As Mermaid reads it. */
async function treeIn(text: string): Promise<Tree> {
  const mermaid = await loadMermaid();
  await mermaid.parse(text); // makes the kinds of diagrams known
  const { db } = (await mermaid.mermaidAPI.getDiagramFromText(text)) as unknown as { db: FlowDb };
  const says = (id: string) => (db.getVertices().get(id)?.text ?? id).replace(/\s*<br\s*\/?>\s*/g, ' ');
  const goOn = new Set(db.getEdges().map(({ start }) => start));
  const ids = [...db.getVertices().keys()];
  return {
    questions: ids.filter(id => goOn.has(id)).map(says),
    leaves: ids.filter(id => !goOn.has(id)).map(says),
    edges: db.getEdges().map(({ start, text: label = '' }) => ({ from: says(start), label })),
  };
}

interface FlowDb {
  getVertices(): Map<string, { text?: string }>;
  getEdges(): { start: string; end: string; text?: string }[];
}

const wrongInTree = ({ questions, edges }: Tree): string[] => [
  ...questions.filter(question => !question.endsWith('?')).map(text => `"${text}" is no question, and edges leave it`),
  ...edges.filter(({ label }) => label === '').map(({ from }) => `an edge from "${from}" says no answer`),
];

function wrongInRow({ cells }: Row, { leaves }: Tree, file: string, files: Files): string[] {
  const [leaf = '', lesson = '', compared = '', price = ''] = cells;
  const link = linkIn(lesson);
  const page = link && posix.join(posix.dirname(file), link.url.replace(/#.*/, ''));
  return [
    leaves.includes(shown(leaf)) ? '' : `"${shown(leaf)}" is no leaf of the tree`,
    page && lessonsIn(files).includes(posix.dirname(page)) ? '' : `"${shown(leaf)}" links no lesson`,
    whyNotCompared(compared, file, files),
    price === '' ? `"${shown(leaf)}" costs nothing: say what its reader gives up` : '',
  ].filter(Boolean);
}

/** `[The gate dies](#the-gate-dies): Kafka`: a table below that heading has that row; without one, a table of that page, which is another. */
function whyNotCompared(cell: string, file: string, files: Files): string {
  const { url = '', after = '' } = linkIn(cell) ?? {};
  const [path = '', anchor = ''] = url.split('#');
  const page = path ? posix.join(posix.dirname(file), path) : file;
  const text = files.get(page);
  const section = anchor ? sectionAt(anchor, text ?? '') : path && text !== undefined && wholePage;
  if (!section) return `"${cell}" links no heading of a comparison, and no page of its own`;
  const name = after.replace(/^: /, '');
  const found = rowsIn(text!, section).some(row => namesOf(row).includes(name));
  return found && name ? '' : `no table under "${section.heading}" of ${page} has the row "${name}"`;
}

const wholePage: Section = { heading: 'its title', start: 0, end: Infinity };

/** A row is named by its first cell, or where that is not enough, by its first two. */
const namesOf = ({ cells }: Row) => [shown(cells[0] ?? ''), cells.slice(0, 2).map(shown).join(', ')];

/** The rows that follow each other without a line between, but for the one of dashes. */
const firstTable = (rows: Row[]) => rows.filter(({ line }, i) => line - rows[0]!.line <= i + 1);
