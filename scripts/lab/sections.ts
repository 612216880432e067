/** What each family measured: charts, each with its table, and what this machine measured beside. */
import { date } from '../bench/machine.ts';
import { ofFamily } from './families.ts';
import type { Family } from './figures.ts';
import { type Html, html, inline } from './html.ts';
import { sectionId } from './matrix.ts';
import { HERE, pathTo, slugOf } from './places.ts';
import { type Compared, type Drawn, hasChart, type Measured } from './reports.ts';

export function familySections(families: Family[], all: Compared[]): Html {
  return html`${families.map(
    family => html`
<section class="family" data-family="${family.home}" aria-labelledby="${slugOf(family.name)}">
<h2 id="${slugOf(family.name)}">${family.name}</h2>
${ofFamily(family, all).map(compared => comparison(family, compared))}</section>
`,
  )}`;
}

/** Its title, where it is one of several; each section with a chart in full, the others as a link to where they stand. */
function comparison({ home }: Family, { name, home: own, facts, sections, own: here }: Compared): Html {
  const report = `${own}/compare/${name}.md`;
  const deep = own !== home;
  return html`${deep && html`<h3><a href="${pathTo(`${own}/README.md`)}">${name}</a></h3>`}
<p class="quiet">Measured ${date(facts.at)} at commit ${facts.commit} on ${facts.machine.cores} × ${facts.machine.cpu}, by <code>${facts.command}</code>.
<a href="${pathTo(report)}">All its tables</a>.</p>
${sections.map(section => {
  const beside = here.find(({ title }) => title === section.title);
  return hasChart(section)
    ? charted(section, beside, { name, folder: own, home, deep })
    : plain(section, beside, { name, folder: own, home, deep });
})}`;
}

const heading = (deep: boolean, title: Html) => (deep ? html`<h4>${title}</h4>` : html`<h3>${title}</h3>`);

/** Where a section stands: its comparison, that one's folder, its family's, and whether it is one of several comparisons. */
interface Place {
  name: string;
  folder: string;
  home: string;
  deep: boolean;
}

const charted = (section: Drawn, own: Measured | undefined, { name, folder, home, deep }: Place): Html => html`
<article id="${sectionId(home, section.title)}" class="charted">
${heading(deep, html`${section.title}`)}
<p>${inline(section.about, folder, HERE)}</p>
<div class="beside">
<figure><img src="${pathTo(`${folder}/compare/${section.chart.file}`)}" alt="${section.chart.title}" width="700" loading="lazy"><figcaption>Kept in the repo, ${date(section.facts.at)}</figcaption></figure>
${own && hasChart(own) && html`<figure class="own"><img src="own/${name}/${own.chart.file}" alt="${own.chart.title}, on this machine" width="700" loading="lazy"><figcaption>This machine, ${date(own.facts.at)}, commit ${own.facts.commit}</figcaption></figure>`}
</div>
<details><summary>Its figures as a table</summary>
${table(section, 'Kept in the repo', folder)}
${own && table(own, `This machine, ${date(own.facts.at)}`, folder)}
${notes(section, folder)}
</details>
</article>
`;

const notes = ({ notes = [] }: Measured, folder: string) =>
  notes.length > 0 && html`<ul>${notes.map(note => html`<li>${inline(note, folder, HERE)}</li>`)}</ul>`;

const plain = (
  section: Measured,
  own: Measured | undefined,
  { name, folder, home, deep }: Place,
): Html => html`<article id="${sectionId(home, section.title)}" class="plain">
${heading(deep, html`<a href="${pathTo(`${folder}/compare/${name}.md`)}#${slugOf(section.title)}">${section.title}</a>`)}
${own && html`<details><summary>On this machine, ${date(own.facts.at)}</summary>${table(own, `This machine, ${date(own.facts.at)}`, folder)}</details>`}
</article>
`;

const table = ({ head, rows, title }: Measured, where: string, folder: string): Html => html`
<div class="wide" role="region" aria-label="${title}, ${where}" tabindex="0"><table>
<caption>${where}</caption>
<thead><tr>${head.map(cell => html`<th scope="col">${cell || 'what'}</th>`)}</tr></thead>
<tbody>${rows.map(
  ([
    first = '',
    ...others
  ]) => html`<tr><th scope="row">${inline(first, folder, HERE)}</th>${others.map(cell => html`<td>${inline(cell, folder, HERE)}</td>`)}</tr>
`,
)}</tbody>
</table></div>`;
