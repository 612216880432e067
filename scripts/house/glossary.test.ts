import { describe, expect, it } from 'vitest';
import { checkoutOf, show } from './checkout.ts';
import { retiredWordsAreGone, termsMeanOneThing } from './glossary.ts';

const glossary = (...rows: string[]) =>
  ['# Glossary', '', '| term | means | not |', '|---|---|---|', ...rows, ''].join('\n');
const index = '[glossary](GLOSSARY.md)';

describe('the glossary', () => {
  const findings = (readme: string, ...rows: string[]) =>
    termsMeanOneThing(
      checkoutOf({ 'ticketmaster/GLOSSARY.md': glossary(...rows), 'ticketmaster/README.md': readme }),
    ).map(show);

  it('gives each term one meaning', () => {
    expect(findings(index, '| Line | The queue. | |', `| Gate | ${'a '.repeat(40)} | turn |`)).toEqual([]);
  });

  it.each([
    [
      ['| Line | The queue. | |', '| Gate | A process. | |', '| lines | Rows of text. | |'],
      'GLOSSARY.md:7 lines: is defined at line 5 already',
    ],
    [[`| Line | ${'a '.repeat(41)} | |`], 'GLOSSARY.md:5 Line: takes 41 words, more than 40'],
    [['| Line | | queue |'], 'GLOSSARY.md:5 Line: has no meaning'],
  ])('is wrong with %j', (rows, finding) => expect(findings(index, ...rows)).toEqual([`ticketmaster/${finding}`]));

  it('is there, and the index links to it', () => {
    expect(findings('no link')).toEqual(['ticketmaster/README.md does not link to GLOSSARY.md']);
    expect(termsMeanOneThing(checkoutOf({}))).toMatchObject([{ message: 'is missing' }]);
  });
});

describe('retired words', () => {
  const nots = 'diary, lookout, nudge, bell, hearing, reline, books, told, turn, turns, notes, wire, line';
  const all = { 'ticketmaster/GLOSSARY.md': glossary(`| Store | Any. | ${nots} |`) };
  const findings = (file: string, text = '') => retiredWordsAreGone(checkoutOf({ ...all, [file]: text })).map(show);
  const notifications = 'ticketmaster/tech-notifications';
  const waiting = 'ticketmaster/tech-waiting-room';
  const saga = 'ticketmaster/tech-locking-and-transactions/saga';

  it.each([
    ['README.md', 'the diary of the app'],
    ['a.sql', 'create table diaries ()'],
    ['run.sh', 'DIARY=x'],
    ['a.ts', 'const rowOf = newDiary()'],
    ['a.ts', '// one nudge is enough'],
    ['README.md', 'Three bells ring'],
    ['README.md', 'a lookout'],
    ['a.ts', 'const hearing = 1'],
    ['a.ts', 'relineAfterMs'],
    ['a.lua', "return 'lined'"],
    ['a.ts', 'openBooks()'],
    [`${notifications}/a.ts`, 'interface Told {}'],
    [`${notifications}/a.sql`, 'add column told boolean'],
    [`${notifications}/a.ts`, 'inTurns(rows)'],
    [`${waiting}/contract/gate.ts`, 'gate.turn()'],
    [`${notifications}/a.ts`, 'notes.push(1)'],
    ['scripts/compare/notifications/a.ts', 'openWire()'],
    [`${saga}/a.ts`, 'type Line = 1'],
  ])('are found in %s: %s', (file, text) => {
    expect(findings(file, `\n${text}`)).toEqual([expect.stringContaining(`${file}:2 says '`)]);
  });

  it.each([
    'ticketmaster/diary.ts',
    'ticketmaster/tech-x/books/seats.sql',
    `${notifications}/app/bell.ts`,
    `${notifications}/sse/wire.ts`,
    `${notifications}/sse/turns.ts`,
    `${notifications}/sse/notes.ts`,
    `${waiting}/ledger/turn.lua`,
    `${waiting}/ledger/lined.lua`,
  ])('are found in the name %s', file => expect(findings(file)).toEqual([expect.stringContaining('is named with')]));

  it.each(['a/testing.ts', 'a/under-test.ts', 'checks.ts', 'a/scene.ts', 'room-scene.ts', 'lab-for-test.ts'])(
    'are found in the name of what helps tests: %s',
    file => expect(findings(file)).toEqual([`${file} helps tests: call it <what>.fixture.ts`]),
  );

  it.each([
    ['README.md', 'It is your turn. The books balance; on the wire; nobody told the hearing; notes in line.'],
    ['a.ts', '// the books balance, and the hearing is told'],
    ['a.ts', `it('tells by turns: the books of the wire', () => {})`],
    ['a.ts', 'tell(notes); const told = turn + wire + line'],
    ['a.ts', 'outlined(); notebooks(); rebellion(); returns()'],
    [`${waiting}/contract/crowd.ts`, 'for (let turn = 0; ; turn++) {}'],
    [`${saga}/a.ts`, 'const lines = output.split(1); line'],
    ['ticketmaster/testing/client.ts', ''],
    ['a/clock.fixture.ts', ''],
    ['a/compare/report.md', 'diary'],
  ])('have an ordinary meaning in %s: %s', (file, text) => expect(findings(file, text)).toEqual([]));

  it('are each named in the glossary', () => {
    const without = glossary(`| Store | Any. | ${nots.replace('bell, ', '')} |`);
    expect(retiredWordsAreGone(checkoutOf({ 'ticketmaster/GLOSSARY.md': without })).map(show)).toEqual([
      'ticketmaster/GLOSSARY.md does not say what to use for bell',
    ]);
  });
});
