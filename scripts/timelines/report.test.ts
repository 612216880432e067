import { expect, it } from 'vitest';
import { fence, markdown } from '../docs/fixtures.ts';
import { filesOf, withPictures } from './report.ts';

const kill = ['### Kill it', 'About it.', 'Prediction: it\ndies.', fence('sh', 'kill -9 1')];
const pause = ['### Pause it', 'About that.', fence('sh', 'kill -STOP 1')];
const [ofKill, ofPause] = [
  '![What happened, who did it and when: Kill it](timelines/kill-it.svg)',
  '![What happened, who did it and when: Pause it](timelines/pause-it.svg)',
];
const drawn = new Set(['kill-it', 'pause-it']);

it('puts a picture behind the prediction, or else behind the first paragraph, and does so once', () => {
  const expected = markdown(
    '## Break it',
    ...kill.toSpliced(3, 0, ofKill),
    ...pause.toSpliced(2, 0, ofPause),
    '## Next',
  );
  const once = withPictures(markdown('## Break it', ...kill, ...pause, '## Next'), drawn);
  expect(once).toBe(expected);
  expect(withPictures(once, drawn)).toBe(expected);
});

it('puts one behind a paragraph that begins with bold words', () => {
  const told = ['**Kill it.** It is killed.', fence('sh', 'kill -9 1')];
  expect(withPictures(markdown('## Break it', ...told), drawn)).toBe(
    markdown('## Break it', ...told.toSpliced(1, 0, ofKill)),
  );
});

it('takes out a picture of what is not recorded any more', () => {
  const before = markdown('## Break it', ...kill.toSpliced(3, 0, ofKill));
  expect(withPictures(before, new Set())).toBe(markdown('## Break it', ...kill));
});

it('keeps the figures, draws each and shows it in the README', async () => {
  const steps = [{ look: 'fault' as const, lane: 'server', text: 'killed', s: 0 }];
  const recorded = {
    measured: 'today',
    charts: { 'kill-it': { title: 'Kill it', subtitles: [], lanes: ['server'], steps } },
  };
  const files = new Map(await Array.fromAsync(filesOf(recorded, markdown('## Break it', ...kill))));
  expect([...files.keys()]).toEqual(['timelines/timelines.json', 'timelines/kill-it.svg', 'README.md']);
  expect(JSON.parse(files.get('timelines/timelines.json')!)).toEqual(recorded);
  expect(files.get('timelines/kill-it.svg')).toContain('killed');
  expect(files.get('README.md')).toContain(ofKill);
});
