/** Tables and sections of a Markdown file. CommonMark has no tables: these are read line by line, outside of fenced blocks. */
import GithubSlugger from 'github-slugger';
import { parseMarkdown } from './markdown.ts';

export interface Row {
  /** As written, without spaces around. */
  cells: string[];
  /** 1-based. */
  line: number;
}

export interface Section {
  heading: string;
  /** 1-based lines: of the heading, and of the next heading that is not below it. */
  start: number;
  end: number;
}

/** The section that `#anchor` leads to. */
export function sectionAt(anchor: string, text: string): Section | undefined {
  const slugger = new GithubSlugger();
  const { headings } = parseMarkdown(text);
  const found = headings.find(heading => slugger.slug(heading.text) === anchor);
  if (!found) return undefined;
  const next = headings.find(({ line, level }) => line > found.line && level <= found.level);
  return { heading: found.text, start: found.line, end: next?.line ?? Infinity };
}

/** The rows of all tables between the lines, without those of dashes. */
export function rowsIn(text: string, { start, end }: Pick<Section, 'start' | 'end'>): Row[] {
  const { fences } = parseMarkdown(text);
  const fenced = (line: number) =>
    fences.some(fence => line > fence.line && line <= fence.line + fence.text.split('\n').length);
  return text.split('\n').flatMap((content, i) => {
    const line = i + 1;
    if (line <= start || line >= end || !content.startsWith('|') || fenced(line)) return [];
    const cells = content
      .replace(/\|\s*$/, '')
      .slice(1)
      .split('|')
      .map(cell => cell.trim());
    return cells.every(cell => /^:?-+:?$/.test(cell)) ? [] : [{ cells, line }];
  });
}

/** What a reader sees of a cell: no marks of emphasis or code, and of a link its text. */
export const shown = (cell: string) => cell.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/\*\*|`/g, '');

/** The first link of a cell, and what stands behind it. */
export function linkIn(cell: string): { url: string; after: string } | undefined {
  const [whole = '', url = ''] = /\[[^\]]*\]\(([^)]*)\)/.exec(cell) ?? [];
  return whole ? { url, after: cell.slice(cell.indexOf(whole) + whole.length) } : undefined;
}
