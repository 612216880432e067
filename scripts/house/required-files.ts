import type { Checkout, Finding } from './checkout.ts';
import { familiesOf, subprojectsOf } from './places.ts';

const scripts = ['run.sh', 'test.sh'];

/** Whatever subproject a reader opens, the same files are there. */
export function subprojectsAreComplete(checkout: Checkout): Finding[] {
  const { files } = checkout;
  const missing = (home: string, names: string[]) =>
    names
      .map(name => `${home}/${name}`)
      .filter(file => !files.has(file))
      .map(file => ({ file, message: 'is missing' }));
  const tested = (home: string) =>
    [...files.keys()].some(path => path.startsWith(`${home}/`) && /\.test\.ts$/.test(path));
  const subprojects = subprojectsOf(checkout);
  return [
    ...familiesOf(checkout).flatMap(family => missing(family, ['README.md', 'plan.md'])),
    ...subprojects.flatMap(home =>
      missing(home, ['README.md', 'plan.md', ...scripts, 'package.json', 'requests.http']),
    ),
    ...subprojects.filter(home => !tested(home)).map(home => ({ file: home, message: 'has no *.test.ts' })),
  ];
}

/** A subproject's scripts run when their name is typed, and say first what they do: `--help` prints that comment. */
export function scriptsCanBeRun({ files, executable }: Checkout): Finding[] {
  return [...files].flatMap(([file, text]) => {
    if (!file.startsWith('ticketmaster/') || !scripts.some(name => file.endsWith(`/${name}`))) return [];
    const [first, second = ''] = text.split('\n');
    const wrong: Finding[] = [];
    if (!executable.has(file)) wrong.push({ file, message: 'is not executable: chmod +x' });
    if (first !== '#!/usr/bin/env bash') wrong.push({ file, line: 1, message: 'must be #!/usr/bin/env bash' });
    if (!/^# \S/.test(second)) wrong.push({ file, line: 2, message: 'must be a comment that says what it does' });
    return wrong;
  });
}
