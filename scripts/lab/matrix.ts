/** Families and technologies as one table: what each keeps, how it compares, what a crash costs, what it takes, what it costs. */
import type { Row } from './families.ts';
import type { Figure, Technology } from './figures.ts';
import { type Html, html } from './html.ts';
import { levelOf, neededBy, neededByLesson, partsInWords } from './needs.ts';
import { HERE, pathTo, slugOf } from './places.ts';
import { priceOf } from './prices.ts';

const COLUMNS = ['technology', 'promises', 'speed', 'recovery', 'parts', 'to install', 'price'];

export const matrix = (rows: Row[]): Html => html`
<section id="matrix" aria-labelledby="matrix-title">
<h2 id="matrix-title">Families and technologies</h2>
<p>Every figure is a cell of a comparison that is kept in the repo, or is computed from its raw figures; its name leads to the section that holds it. They
were measured at different times on different machines: compare inside a family only. What a family measures has its own name, so no column can be sorted.${rows.some(({ own }) => own) && ' What stands behind “here” is the last run of this machine.'}</p>
<div class="wide" role="region" aria-label="The matrix" tabindex="0">
<table>
<thead><tr>${COLUMNS.map(column => html`<th scope="col">${column}</th>`)}</tr></thead>
${[...Map.groupBy(rows, ({ family }) => family)].map(
  ([family, all]) => html`<tbody data-family="${family.home}">
<tr class="family"><th scope="rowgroup" colspan="${COLUMNS.length}"><a href="${pathTo(`${family.home}/README.md`)}">${family.name}</a></th></tr>
${all.map(rowOf)}</tbody>
`,
)}</table>
</div>
</section>`;

function rowOf({ family, technology, own }: Row): Html {
  const { name, lesson, emulator, promises, servers } = technology;
  const needs = emulator || servers.length ? neededOf(technology) : neededByLesson(lesson, servers);
  const kept = promises.filter(({ brokenBecause }) => brokenBecause === undefined);
  const all = promises.length > 0 && kept.length === promises.length;
  return html`<tr class="technology" data-name="${name}" data-kept="${kept.map(({ promise }) => promise).join('|')}" data-all="${all ? 'yes' : 'no'}" data-needs="${levelOf(needs)}">
<th scope="row"><a href="${pathTo(`${lesson}/README.md`)}">${name}</a>${emulator && html` <small>on ${emulator}, an emulator</small>`}</th>
<td>${promisesOf(technology)}</td>
<td>${figures(technology.speed, own?.speed, family.home)}</td>
<td>${figures(technology.recovery, own?.recovery, family.home)}</td>
<td>${servers.length > 0 && html`<span class="parts">${partsInWords(servers)}</span>`}${figures(technology.processes ?? [], own?.processes, family.home, servers.length > 0)}</td>
<td>${needs.length ? needs.join(', ') : 'nothing'}</td>
<td>${price(technology, family.home)}</td>
</tr>
`;
}

/** Its servers, and what its lesson looks for beside them. */
const neededOf = ({ lesson, servers }: Technology) => [
  ...new Set([...neededBy(servers), ...neededByLesson(lesson, servers)]),
];

function promisesOf({ promises }: Technology): Html {
  if (promises.length === 0) return html`<span class="quiet">not measured yet</span>`;
  const broken = promises.filter(({ brokenBecause }) => brokenBecause !== undefined);
  return html`<details><summary>${promises.length - broken.length} of ${promises.length} kept${broken.length > 0 && html`, <strong class="broken">not ${broken.map(({ promise }) => promise).join(', ')}</strong>`}</summary>
<ul>${promises.map(({ promise, brokenBecause }) =>
    brokenBecause === undefined
      ? html`<li>${promise}: yes</li>`
      : html`<li class="broken">${promise}: no, ${brokenBecause}</li>`,
  )}</ul></details>`;
}

function figures(kept: Figure[], own: Figure[] | undefined, home: string, quiet = false): Html {
  if (kept.length === 0) return quiet ? html`` : html`<span class="quiet">not measured</span>`;
  return html`<ul class="figures">${kept.map(figure => {
    const ownValue = own?.find(({ label }) => label === figure.label)?.value;
    return html`<li data-label="${figure.label}"><b>${figure.value}</b> <a href="#${sectionId(home, figure.section)}">${figure.label}</a>${ownValue !== undefined && html` <span class="own">here <b>${ownValue}</b></span>`}</li>`;
  })}</ul>`;
}

/** Of a section, on the page. */
export const sectionId = (home: string, title: string) => `${home.split('/').at(-1)}-${slugOf(title)}`;

function price({ name, lesson }: Technology, family: string): Html {
  const found = priceOf(name, lesson, family, HERE);
  if (!found) return html`<span class="quiet">not looked up</span>`;
  return html`<details><summary>as a service, ${found.date ?? 'no date'}</summary>${found.said} <a href="${pathTo(found.source)}">from ${found.source.includes('#') ? 'the lesson' : 'the family'}</a></details>`;
}
