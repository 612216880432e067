import { readSteps, type Step } from '../docs/steps.ts';

export interface Experiment {
  title: string;
  /** Of its picture's file. */
  slug: string;
  /** The 1-based line of its title, and that after its last. */
  from: number;
  to: number;
  /** What is said of its outcome before it is run; '' where a README does not. */
  prediction: string;
  steps: Step[];
}

/** The experiments of a README's `## Break it` that run: one for each `###` there, or for each paragraph that begins with bold words. */
export function experimentsIn(readme: string): Experiment[] {
  const lines = readme.split('\n');
  const begin = lines.indexOf('## Break it');
  if (begin < 0) return [];
  const next = lines.findIndex((line, nth) => nth > begin && line.startsWith('## '));
  const end = next < 0 ? lines.length : next;
  const fenced = inFences(lines);
  const titled = (pattern: RegExp) =>
    lines.flatMap((line, nth) => {
      const title = nth > begin && nth < end && !fenced[nth] ? pattern.exec(line)?.[1] : undefined;
      return title === undefined ? [] : [{ title: title.replace(/\.$/, ''), nth }];
    });
  const headings = titled(/^### (.+)$/);
  const titles = headings.length ? headings : titled(/^\*\*(.+?)\*\*/);
  const steps = readSteps(readme);
  return titles
    .map(({ title, nth }, which) => {
      const to = titles[which + 1]?.nth ?? end;
      const said = lines.slice(nth, to).join('\n');
      return {
        ...{ title: plain(title), slug: slugOf(title), from: nth + 1, to: to + 1 },
        prediction: plain(/Prediction: ([\s\S]+?)(\n\n|$)/.exec(said)?.[1] ?? ''),
        steps: steps.filter(({ line }) => line > nth + 1 && line <= to),
      };
    })
    .filter(experiment => experiment.steps.length > 0);
}

function inFences(lines: string[]): boolean[] {
  let inside = false;
  return lines.map(line => {
    if (!line.startsWith('```')) return inside;
    inside = !inside;
    return true;
  });
}

const plain = (markdown: string) =>
  markdown
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

const slugOf = (title: string) =>
  plain(title)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
