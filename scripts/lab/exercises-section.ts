/** The exercises, and how far one has come: handed in by who knows of them. */
import { html } from './html.ts';
import type { MoreSection } from './page.ts';

export interface ExerciseOnPage {
  name: string;
  /** The folder of its lesson, or its name. */
  lesson: string;
  title: string;
  level: string | number;
  /** ISO times. */
  tried?: string | undefined;
  solved?: string | undefined;
}

export function exercisesSection(exercises: ExerciseOnPage[]): MoreSection {
  const solved = exercises.filter(one => one.solved !== undefined).length;
  return {
    id: 'exercises',
    title: 'Exercises',
    body: html`<p>${solved} of ${exercises.length} solved. Begin one with <code>npm run exercise -- NAME</code>.</p>
<div class="wide" role="region" aria-label="Table of exercises" tabindex="0"><table>
<thead><tr><th scope="col">exercise</th><th scope="col">name</th><th scope="col">lesson</th><th scope="col">level</th><th scope="col">progress</th></tr></thead>
<tbody>${exercises.map(
      one => html`<tr data-exercise="${one.name}"><th scope="row">${one.title}</th><td><code>${one.name}</code></td><td>${one.lesson}</td><td>${one.level}</td><td>${progressOf(one)}</td></tr>
`,
    )}</tbody>
</table></div>`,
  };
}

function progressOf({ tried, solved }: ExerciseOnPage): string {
  if (solved !== undefined) return `solved ${solved.slice(0, 10)}`;
  return tried === undefined ? 'not tried' : `tried ${tried.slice(0, 10)}`;
}
