/** Every diagram parses, so that no reader meets a red box instead. */
import { type Files, type Finding, markdownIn } from './files.ts';

export async function checkMermaid(files: Files): Promise<Finding[]> {
  const diagrams = markdownIn(files).flatMap(([file, { fences }]) =>
    fences.filter(({ lang }) => lang === 'mermaid').map(({ text, line }) => ({ file, text, line })),
  );
  if (diagrams.length === 0) return [];
  const mermaid = await loadMermaid();
  const findings: Finding[] = [];
  for (const { file, line, text } of diagrams) {
    try {
      await mermaid.parse(text);
    } catch (error) {
      findings.push({ file, line, message: `mermaid cannot read this diagram: ${(error as Error).message}` });
    }
  }
  return findings;
}

/**
 * Mermaid looks for a browser when it is loaded: without one, all but a few kinds of diagram fail to parse. It is gone afterwards, so
 * that nobody else in this process finds it.
 */
export async function loadMermaid() {
  const { JSDOM } = await import('jsdom');
  const { window } = new JSDOM('');
  const browser = { window, document: window.document };
  Object.assign(globalThis, browser);
  try {
    return (await import('mermaid')).default;
  } finally {
    for (const name of Object.keys(browser)) Reflect.deleteProperty(globalThis, name);
  }
}
