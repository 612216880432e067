import { posix } from 'node:path';
import { type Checkout, codeFiles, type Finding } from './checkout.ts';
import { anyOf } from './names.ts';
import { codeOnly, lineAt } from './source.ts';

const GLOSSARY = 'ticketmaster/GLOSSARY.md';
const MOST_WORDS = 40;

/** The glossary gives each term one meaning, in 40 words at most, and the index links to it. */
export function termsMeanOneThing({ files }: Checkout): Finding[] {
  const text = files.get(GLOSSARY);
  if (text === undefined) return [{ file: GLOSSARY, message: 'is missing' }];
  const lineOf = new Map<string, number>();
  const wrong = termsIn(text).flatMap(({ term, means, line }): Finding[] => {
    const at = (message: string) => ({ file: GLOSSARY, line, message: `${term}: ${message}` });
    const key = term.toLowerCase().replace(/s$/, '');
    const before = lineOf.get(key);
    lineOf.set(key, before ?? line);
    const words = means.split(/\s+/).filter(Boolean).length;
    return [
      ...(before ? [at(`is defined at line ${before} already`)] : []),
      ...(words === 0 ? [at('has no meaning')] : []),
      ...(words > MOST_WORDS ? [at(`takes ${words} words, more than ${MOST_WORDS}`)] : []),
    ];
  });
  const linked = /\]\((\.\/)?GLOSSARY\.md/.test(files.get('ticketmaster/README.md') ?? '');
  return linked ? wrong : [...wrong, { file: 'ticketmaster/README.md', message: 'does not link to GLOSSARY.md' }];
}

interface Retired {
  words: string[];
  /** Only as names: of files and folders, and in code; the words have an ordinary meaning in prose. */
  namesOnly?: true;
  /** Only in these files; elsewhere the words mean something else. */
  in?: RegExp;
}

/** Words that were replaced by standard terms. The glossary names each under "not", beside the term to use instead. */
const retired: Retired[] = [
  { words: ['diary', 'diaries'] },
  { words: ['lookout'] },
  { words: ['nudge'] },
  { words: ['bell'] },
  { words: ['hearing'], namesOnly: true },
  { words: ['reline', 'relined', 'lined'], namesOnly: true },
  { words: ['books'], namesOnly: true },
  { words: ['told', 'tell'], namesOnly: true, in: /^ticketmaster\/tech-notifications\// },
  { words: ['turns'], namesOnly: true, in: /^ticketmaster\/tech-notifications\// },
  {
    words: ['turn'],
    namesOnly: true,
    in: /^ticketmaster\/tech-waiting-room\/(ledger\/|contract\/(gate|ledger|waiting-room))/,
  },
  { words: ['notes'], namesOnly: true, in: /^ticketmaster\/tech-notifications\// }, // a report has notes
  { words: ['wire'], namesOnly: true, in: /tech-notifications\/|compare\/notifications\// },
  { words: ['Line'], namesOnly: true, in: /^ticketmaster\/tech-locking-and-transactions\/saga\// },
];

/** One name for what only tests use: `<what>.fixture.ts`. */
const oddFixture = /(-for-test|(^|\/)(testing|under-test|checks|scene|[a-z-]+-scene))\.ts$/;

/** What the glossary retired is gone, from file names, from code, and where it has no ordinary meaning from all texts. */
export function retiredWordsAreGone(checkout: Checkout): Finding[] {
  const nots = termsIn(checkout.files.get(GLOSSARY) ?? '').flatMap(({ nots }) => nots);
  const unnamed = retired.filter(({ words }) => !words.some(word => nots.includes(word.toLowerCase())));
  const code = new Set(codeFiles(checkout).map(([path]) => path));
  return [
    ...unnamed.map(({ words }) => ({ file: GLOSSARY, message: `does not say what to use for ${words[0]}` })),
    ...[...checkout.files].flatMap(([file, text]) => {
      if (file === GLOSSARY || /^scripts\/house\/glossary\.|\.(json|svg)$|(^|\/)compare\/[^/]+\.md$/.test(file))
        return [];
      return [
        ...(oddFixture.test(file) ? [{ file, message: 'helps tests: call it <what>.fixture.ts' }] : []),
        ...retired.flatMap(one => usesOf(one, file, text, code.has(file))),
      ];
    }),
  ];
}

function usesOf({ words, namesOnly, in: where }: Retired, file: string, text: string, isCode: boolean): Finding[] {
  if (where && !where.test(file)) return [];
  const pattern = anyOf(words);
  const instead = `${GLOSSARY} has another word for it`;
  const inPath = file.match(pattern)
    ? [{ file, message: `is named with '${file.match(pattern)![0]}': ${instead}` }]
    : [];
  const searched = namesOnly ? namesIn(file, text, isCode) : text;
  return inPath.concat(
    [...searched.matchAll(pattern)].map(({ index, 0: word }) => ({
      file,
      line: lineAt(text, index),
      message: `says '${word}': ${instead}`,
    })),
  );
}

/** Code without comments and strings; SQL and Lua without comments; nothing of prose. */
function namesIn(file: string, text: string, isCode: boolean): string {
  if (isCode) return codeOnly(text);
  const blank = (comment: string) => comment.replace(/[^\n]/g, ' ');
  return /\.(sql|lua)$/.test(posix.basename(file)) ? text.replace(/--.*/g, blank) : '';
}

/** The rows of the glossary's table. */
function termsIn(text: string) {
  return text.split('\n').flatMap((row, i) => {
    const [term = '', means = '', not = ''] = row.startsWith('| ')
      ? row
          .split('|')
          .slice(1)
          .map(cell => cell.trim())
      : [];
    return term && term !== 'term' ? [{ term, means, nots: not.split(/, */), line: i + 1 }] : [];
  });
}
