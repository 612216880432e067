/** What the matrix can be narrowed to. Without a script nothing is narrowed, and so the form is not shown. */
import type { Row } from './families.ts';
import { type Html, html } from './html.ts';
import { LEVELS } from './needs.ts';

const levelInWords = { npm: 'nothing, npm brings it', packages: 'packages, no Java', Java: 'anything' };

export function filters(rows: Row[]): Html {
  const families = [...new Map(rows.map(({ family }) => [family.home, family.name]))];
  const promises = [...Map.groupBy(rows, ({ family }) => family)].map(
    ([{ name }, all]) =>
      [name, [...new Set(all.flatMap(({ technology }) => technology.promises.map(({ promise }) => promise)))]] as const,
  );
  return html`
<form id="filters" aria-label="Filters" hidden>
<label>Family <select name="family"><option value="">all</option>${families.map(([home, name]) => html`<option value="${home}">${name}</option>`)}</select></label>
<label>Keeps the promise <select name="promise"><option value="">any</option>${promises.map(([name, all]) => html`<optgroup label="${name}">${all.map(promise => html`<option>${promise}</option>`)}</optgroup>`)}</select></label>
<label>To install, at most <select name="needs">${LEVELS.toReversed().map(level => html`<option value="${level}">${levelInWords[level]}</option>`)}</select></label>
<label class="check"><input type="checkbox" name="all"> keeps all its promises</label>
<button type="reset">Show all</button>
<p id="shown" role="status">${rows.length} of ${rows.length} technologies</p>
</form>
<noscript><p>Filters need JavaScript; the tables do not.</p></noscript>`;
}
