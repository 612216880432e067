/** Reads the steps of a walkthrough out of a README. */
import { type Fence, parseMarkdown } from './markdown.ts';

export interface Step {
  command: string;
  /** The 1-based line of the README where the command starts. */
  line: number;
  /** The first line of the command that is not a comment. */
  title: string;
  /** The content of the block that says what will be printed and the line where it starts; undefined where there is none. */
  promised: { text: string; line: number } | undefined;
  background: boolean;
  /** The exit status the README promises. */
  exit: number;
  /** How many seconds the block may run; for a background step, until it prints READY. */
  seconds: number;
  /** Why the step cannot run as it is written. */
  mistake: string | undefined;
}

/**
 * The sh blocks in their order. The promise of one is the next text or json block before the next sh block and before the
 * next `##` heading. Blocks marked no-run or from=… are for reading only. A README that promises nothing is one mistaken step.
 */
export function readSteps(readme: string): Step[] {
  const { fences, headings } = parseMarkdown(readme);
  const sections = headings.filter(({ level }) => level <= 2).map(({ line }) => line);
  const shown = fences.filter(fence => !(isShell(fence) && isForReading(fence)));
  const steps = shown.filter(isShell).map(fence => {
    const later = shown.filter(({ line }) => line > fence.line);
    const reach = Math.min(later.find(isShell)?.line ?? Infinity, sections.find(line => line > fence.line) ?? Infinity);
    const promise = later.find(({ lang, line }) => line < reach && (lang === 'text' || lang === 'json'));
    return stepOf(fence, promise && { text: promise.text, line: promise.line + 1 });
  });
  return steps.length > 0 ? steps : [nothing];
}

const isShell = ({ lang }: Fence) => ['sh', 'bash', 'shell', 'zsh', 'console'].includes(lang);
const isForReading = ({ words }: Fence) => words.some(word => word === 'no-run' || word.startsWith('from='));

function stepOf({ lang, words, text, line }: Fence, promised: Step['promised']): Step {
  const numbers = { exit: 0, timeout: 90, ready: 120 };
  const unknown = words.filter(word => {
    const [, name, value] = /^(exit|timeout|ready)=(\d+(?:\.\d+)?)$/.exec(word) ?? [];
    if (name) numbers[name as keyof typeof numbers] = Number(value);
    return !name && word !== 'background';
  });
  const background = words.includes('background');
  const lines = text.split('\n').map(row => row.trim());
  return {
    command: text,
    line: line + 1,
    title: lines.find(row => row !== '' && !row.startsWith('#')) ?? '(empty block)',
    promised,
    background,
    exit: numbers.exit,
    seconds: background ? numbers.ready : numbers.timeout,
    mistake:
      lang !== 'sh'
        ? `a \`\`\`${lang} block does not run: write \`\`\`sh, or \`\`\`${lang} no-run if it is only for reading`
        : unknown.length > 0
          ? `unknown words after \`\`\`sh: ${unknown.join(' ')} (known: background, exit=, timeout=, ready=, no-run)`
          : undefined,
  };
}

const nothing: Step = {
  ...stepOf({ lang: 'sh', words: [], text: '', line: 0 }, undefined),
  title: '(whole file)',
  mistake: 'promises no step: it has no ```sh block that runs',
};
