/** What the walkthrough and the docs checks need to know about one Markdown file. */
import GithubSlugger from 'github-slugger';
import { fromMarkdown } from 'mdast-util-from-markdown';

export interface Fence {
  /** The first word after the backticks, '' where there is none; `words` are the others. */
  lang: string;
  words: string[];
  /** The content without the indentation of a list or a quotation around it. */
  text: string;
  /** The 1-based line of the opening backticks; the content starts on the next one. */
  line: number;
}

export interface Heading {
  level: number;
  text: string;
  line: number;
}

export interface Link {
  url: string;
  line: number;
}

export interface Markdown {
  fences: Fence[];
  headings: Heading[];
  /** Targets of links, images, link definitions and of href and src in HTML, as they are written. */
  links: Link[];
  /** What `#…` may name in this file: the slugs of its headings as GitHub makes them, and ids in HTML. */
  anchors: Set<string>;
}

export function parseMarkdown(text: string): Markdown {
  const found: Markdown = { fences: [], headings: [], links: [], anchors: new Set() };
  const slugger = new GithubSlugger();
  visit(fromMarkdown(text), node => {
    const line = node.position?.start.line ?? 1;
    if (node.type === 'code') {
      const words = (node.meta ?? '').split(/\s+/).filter(Boolean);
      found.fences.push({ lang: node.lang ?? '', words, text: node.value, line });
    } else if (node.type === 'heading') {
      const heading = { level: node.depth, text: textOf(node), line };
      found.headings.push(heading);
      found.anchors.add(slugger.slug(heading.text));
    } else if (node.type === 'link' || node.type === 'image' || node.type === 'definition') {
      found.links.push({ url: node.url, line });
    } else if (node.type === 'html' && !node.value.startsWith('<!--')) {
      for (const { index, 1: name, 2: value = '' } of node.value.matchAll(/\s(href|src|id|name)="([^"]*)"/g)) {
        const above = node.value.slice(0, index + 1).split('\n').length - 1;
        if (name === 'href' || name === 'src') found.links.push({ url: value, line: line + above });
        else found.anchors.add(value);
      }
    }
  });
  return found;
}

type Root = ReturnType<typeof fromMarkdown>;
type Node = Root | Root['children'][number];

function visit(node: Node, look: (node: Node) => void): void {
  look(node);
  if ('children' in node) for (const child of node.children) visit(child, look);
}

function textOf(node: Node): string {
  if ('children' in node) return (node.children as Node[]).map(textOf).join('');
  return node.type === 'text' || node.type === 'inlineCode' ? node.value : '';
}
