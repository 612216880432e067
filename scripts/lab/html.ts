/** HTML from templates: what is put in is text, unless it is HTML already. */
import { posix } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';

/** Text that is markup: made by `html` and `inline` only. */
export interface Html {
  markup: string;
}

type Part = Html | string | number | false | undefined | readonly Part[];

/** A template whose parts are escaped; lists are joined, false and undefined leave nothing. */
export function html(texts: TemplateStringsArray, ...parts: Part[]): Html {
  return { markup: texts.map((text, i) => text + (i < parts.length ? markupOf(parts[i]) : '')).join('') };
}

/** For a file of ours, as it is: a style or a script. */
export const verbatim = (markup: string): Html => ({ markup });

function markupOf(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(`${part}`);
  return 'markup' in part ? part.markup : part.map(markupOf).join('');
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

type Node = ReturnType<typeof fromMarkdown>['children'][number];

/** One line of Markdown, of a file in `folder`: its links lead from `from` to where they led from there. */
export function inline(markdown: string, folder: string, from: string): Html {
  const [first] = fromMarkdown(markdown).children;
  return first?.type === 'paragraph' ? nodes(first.children, folder, from) : html`${markdown}`;
}

const nodes = (all: readonly Node[], folder: string, from: string): Html =>
  html`${all.map(node => htmlOf(node, folder, from))}`;

function htmlOf(node: Node, folder: string, from: string): Part {
  const inside = () => nodes((node as { children: Node[] }).children, folder, from);
  if (node.type === 'text' || node.type === 'html') return node.value;
  if (node.type === 'inlineCode') return html`<code>${node.value}</code>`;
  if (node.type === 'strong') return html`<strong>${inside()}</strong>`;
  if (node.type === 'emphasis') return html`<em>${inside()}</em>`;
  if (node.type === 'link') return html`<a href="${target(node.url, folder, from)}">${inside()}</a>`;
  if (node.type === 'break') return ' ';
  throw new Error(`There is a ${node.type} where one line of text belongs`);
}

/** Where a link of a file in `folder` leads, written for a page in `from`; only the web and files of the repo are linked. */
function target(url: string, folder: string, from: string): string {
  if (/^https?:\/\//.test(url)) return url;
  if (/^[a-z]+:/i.test(url)) throw new Error(`A link leads to ${url}`);
  const [path = '', anchor] = url.split('#');
  const to = path === '' ? posix.join(folder, 'README.md') : posix.join(folder, path);
  return `${posix.relative(from, to)}${anchor === undefined ? '' : `#${anchor}`}`;
}
