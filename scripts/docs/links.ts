/** Every link inside the repository leads somewhere. Links to other sites are not fetched. */
import { posix } from 'node:path';
import { type Files, type Finding, markdownIn } from './files.ts';
import { type Markdown, parseMarkdown } from './markdown.ts';

export function checkLinks(files: Files): Finding[] {
  return markdownIn(files).flatMap(([file, markdown]) =>
    markdown.links.flatMap(({ url, line }) => {
      const message = whyBroken(url, file, markdown, files);
      return message ? [{ file, line, message: `link ${url}: ${message}` }] : [];
    }),
  );
}

function whyBroken(url: string, file: string, markdown: Markdown, files: Files): string | undefined {
  if (/^(https?:|mailto:|\/\/)/i.test(url)) return;
  const [, path = '', anchor = ''] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/.exec(decoded(url)) ?? [];
  if (path === '') return whyNoAnchor(anchor, markdown);
  const target = posix.join(path.startsWith('/') ? '.' : posix.dirname(file), path).replace(/^\/|\/$/g, '');
  if (target.startsWith('..')) return 'leaves the repository';
  const isFolder = target === '.' || target === '' || [...files.keys()].some(other => other.startsWith(`${target}/`));
  if (!isFolder && !files.has(target)) return `${target} is not in the repository`;
  if (anchor === '') return;
  const page = isFolder ? posix.join(target, 'README.md') : target;
  const text = files.get(page);
  if (text === undefined) return `${page} is not in the repository`;
  return page.endsWith('.md') ? whyNoAnchor(anchor, parseMarkdown(text)) : whyNoLine(anchor, page, text);
}

function whyNoAnchor(anchor: string, { anchors }: Markdown): string | undefined {
  if (anchor !== '' && !anchors.has(anchor)) return `no heading has the anchor #${anchor}`;
}

function whyNoLine(anchor: string, path: string, text: string): string | undefined {
  const [, first, last = first] = /^L(\d+)(?:C\d+)?(?:-L(\d+)(?:C\d+)?)?$/.exec(anchor) ?? [];
  if (!first) return `#${anchor} names no line of ${path} (as #L10 or #L10-L20 would)`;
  const lines = text.trimEnd().split('\n').length;
  if (Math.max(Number(first), Number(last)) > lines) return `${path} has only ${lines} lines`;
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url; // a stray % names a file that is looked up as it is written
  }
}
