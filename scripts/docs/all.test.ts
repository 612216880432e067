import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkDocs } from './all.ts';
import { show } from './files.ts';
import { fence, folderWith, markdown } from './fixtures.ts';

it('runs every check on what git tracks or would track, and on nothing else', async () => {
  const root = folderWith('# Lab', '[gone](gone.md)', fence('mermaid', 'nonsense'), fence('ts from=b.ts', 'b'));
  execFileSync('git', ['init', '-q'], { cwd: root });
  mkdirSync(join(root, 'ignored'));
  writeFileSync(join(root, '.gitignore'), 'ignored/\n');
  writeFileSync(join(root, 'ignored', 'plan.md'), '# No goal\n');
  writeFileSync(
    join(root, 'plan.md'),
    markdown('## Goal', '## Checklist', '## Known to fall short', ['external', '-cache', '/'].join('')),
  );
  writeFileSync(join(root, 'gone.md'), '# Tracked, but deleted\n');
  writeFileSync(join(root, 'picture.png'), Buffer.from([0, ...Buffer.from(['external', '-cache', '/'].join(''))]));
  execFileSync('git', ['add', '.'], { cwd: root });
  rmSync(join(root, 'gone.md'));

  const findings = (await checkDocs(root)).map(show).toSorted();
  const ofFrontPage = findings.filter(finding => finding.startsWith('README.md:1 does not show'));
  expect(ofFrontPage).toHaveLength(7);
  expect(findings.filter(finding => !ofFrontPage.includes(finding))).toEqual([
    expect.stringMatching(/^README\.md:3 link gone\.md: gone\.md is not in the repository$/),
    expect.stringMatching(/^README\.md:5 mermaid cannot read this diagram: /),
    expect.stringMatching(/^README\.md:9 quotes b\.ts, which is not in the repository$/),
    expect.stringMatching(/^plan\.md:1 lacks the heading "## Acceptance criteria"$/),
    expect.stringMatching(/^plan\.md:7 ".*" names a folder/),
  ]);
});
