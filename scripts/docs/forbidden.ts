/** Strings that no file of the repository may hold. They are put together from parts, so that this file holds none either. */
import type { Files, Finding } from './files.ts';

const literally = (...parts: string[]) => new RegExp(RegExp.escape(parts.join('')), 'i');

const forbidden: [pattern: RegExp, why: string][] = [
  [literally('external', '-cache', '/'), 'names a folder that must not be mentioned'],
  [/(?<![\w.-])(?:\/home|\/Users|[A-Z]:\\Users)[/\\][\w.-]+[/\\]/, "is a path of somebody's own machine"],
  ...[
    ['registry', 'npmjs', 'org'],
    ['repo', 'maven', 'apache', 'org'],
    ['repo1', 'maven', 'org'],
    ['deb', 'debian', 'org'],
    ['pypi', 'org'],
    ['files', 'pythonhosted', 'org'],
  ].map((host): [RegExp, string] => [literally(host.join('.')), 'is the host of a package registry']),
];

/** Looks through the text and the path of every file. */
export function checkForbidden(files: Files): Finding[] {
  return [...files].flatMap(([file, text]) =>
    [file, ...text.split('\n')].flatMap((row, line) =>
      forbidden.flatMap(([pattern, why]) => {
        const [found] = pattern.exec(row) ?? [];
        return found ? [{ file, line: Math.max(line, 1), message: `"${found}" ${why}` }] : [];
      }),
    ),
  );
}
