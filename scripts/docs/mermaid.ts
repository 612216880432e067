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

/** Mermaid looks for a browser when it is loaded: without one, all but a few kinds of diagram fail to parse. */
async function loadMermaid() {
  const { JSDOM } = await import('jsdom');
  const { window } = new JSDOM('');
  Object.assign(globalThis, { window, document: window.document });
  return (await import('mermaid')).default;
}
