/** The files of web/, as a browser gets them: those that you read, but for their types. No bundler, nothing to build. */
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'web');

export const FILES = ['style.css', 'filters.js', 'running.js'] as const;

export function fileOfPage(name: (typeof FILES)[number]): { type: string; text: string } {
  if (name.endsWith('.css')) return { type: 'text/css', text: readFileSync(join(folder, name), 'utf8') };
  const source = readFileSync(join(folder, name.replace(/\.js$/, '.ts')), 'utf8');
  return { type: 'text/javascript', text: stripTypeScriptTypes(source).replace(/[ \t]+$/gm, '') };
}
