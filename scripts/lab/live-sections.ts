/** What only a page with a server has: servers and lessons to start and to stop. A script fills in how they are. */
import { html } from './html.ts';
import { lessonsInRepo } from './lessons-in-repo.ts';
import { neededByLesson } from './needs.ts';
import type { MoreSection } from './page.ts';
import { pathTo } from './places.ts';
import { MOST } from './running-lessons.ts';

const troubles = (id: string) => html`<p id="${id}" class="broken" role="alert"></p>`;

export const serversSection = (): MoreSection => ({
  id: 'servers',
  title: 'Servers',
  body: html`<p>What is started here ends with this page's server. A server that ran before stays.</p>
${troubles('servers-trouble')}
<div class="wide" role="region" aria-label="Table of servers" tabindex="0"><table id="server-rows">
<thead><tr><th scope="col">server</th><th scope="col">what</th><th scope="col">state</th><th scope="col">from</th><th scope="col">version</th><th scope="col">URL</th><th scope="col">order</th></tr></thead>
<tbody></tbody>
</table></div>`,
});

export const lessonsSection = (): MoreSection => ({
  id: 'lessons',
  title: 'Lessons',
  body: html`<p>Run starts the lesson's run.sh, and with it the servers that it needs. At most ${MOST} run at once. The first start of a lesson installs what is missing.</p>
${troubles('lessons-trouble')}
<div class="wide" role="region" aria-label="Table of lessons" tabindex="0"><table>
<thead><tr><th scope="col">lesson</th><th scope="col">port</th><th scope="col">servers</th><th scope="col">to install</th><th scope="col">state</th><th scope="col">order</th></tr></thead>
<tbody>
${lessonsInRepo().map(
  ({ id, home, title, port, servers }) => html`<tr data-lesson="${id}" data-title="${title}">
<th scope="row"><a href="${pathTo(`${home}/README.md`)}">${title}</a><details><summary>Log</summary><pre class="log" tabindex="0" role="region" aria-label="Log of ${title}"></pre></details></th>
<td>${port}</td>
<td>${servers.join(', ')}</td>
<td>${neededByLesson(home, servers).join(', ') || 'nothing'}</td>
<td class="state">?</td>
<td class="orders"></td>
</tr>
`,
)}</tbody>
</table></div>`,
});
