// The page as text: what it holds, and that the file in the repo is what the figures say today.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exercisesSection } from './exercises-section.ts';
import { exported } from './export.ts';
import { page } from './page.ts';
import { comparisonsIn } from './reports.ts';

const repo = join(import.meta.dirname, '../..');
const all = comparisonsIn(repo);

it('is in the repo as the figures and READMEs say today, else: npm run lab -- --export', () => {
  for (const [path, text] of exported(repo))
    expect(differences(readFileSync(join(repo, path), 'utf8'), text)).toEqual([]);
});

it('is another text as soon as one figure is another', () => {
  const changed = structuredClone(all);
  const { rows } = changed
    .find(({ name }) => name === 'waiting-room')!
    .sections.find(({ title }) => title === 'Joining')!;
  rows.find(([name]) => name === 'Kafka')![4] = '0.99';
  expect(differences(page(all), page(changed)).join('\n')).toContain('0.99');
});

it('stands alone as a file: it loads nothing but charts that are in the repo', () => {
  const [text] = [...exported(repo).values()];
  const loaded = [...text!.matchAll(/<(?:link|script|img)[^>]* (?:src|href)="([^"]+)"/g)].map(([, url]) => url!);
  expect(loaded.filter(url => !/^\.\.\/[\w/-]+\/compare\/[\w-]+\.svg$/.test(url))).toEqual(['data:,']);
  expect(text).not.toContain('lab-token');
  expect(Buffer.byteLength(text!)).toBeLessThan(300_000);
});

it('leaves nothing behind that a template means and a reader does not', () => {
  const text = page(all, { token: 't', sections: [] });
  expect(text).not.toMatch(/>\s*(0|undefined|null|NaN|true|false|\[object Object\])\s*<\/(?!td>|b>|th>)/);
  expect(text).not.toContain('class="own"'); // nothing of this machine
});

it('has exercises where somebody hands them in, with how far one has come', () => {
  const exercise = { name: 'order-the-locks', lesson: 'postgres', title: 'Order <the> locks', level: 1 };
  const section = exercisesSection([
    exercise,
    { ...exercise, name: 'fence', tried: '2027-01-30T12:00:00Z' },
    { ...exercise, name: 'saga', tried: '2027-01-30T12:00:00Z', solved: '2027-01-31T12:00:00Z' },
  ]);
  const text = page(all, { token: 't', sections: [section] });
  expect(text).toContain('1 of 3 solved');
  expect(text).toContain('Order &lt;the&gt; locks');
  for (const said of ['not tried', 'tried 2027-01-30', 'solved 2027-01-31']) expect(text).toContain(`<td>${said}</td>`);
  expect(page(all, { token: 't', sections: [] })).not.toContain('Exercises');
});

/** The lines in which two texts differ, cut short. */
function differences(is: string, wouldBe: string): string[] {
  const [one, other] = [is.split('\n'), wouldBe.split('\n')];
  const longer = Array.from({ length: Math.max(one.length, other.length) }, (_, nth) => nth);
  return longer
    .filter(nth => one[nth] !== other[nth])
    .map(nth => `${nth + 1}: ${(other[nth] ?? 'nothing').slice(0, 400)}`);
}
