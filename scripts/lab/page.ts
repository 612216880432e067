/** The page: as its server sends it, and as the file that is kept in the repo. */
import { families, rowsOf } from './families.ts';
import { filters } from './filters.ts';
import { type Html, html, verbatim } from './html.ts';
import { matrix } from './matrix.ts';
import { slugOf } from './places.ts';
import type { Compared } from './reports.ts';
import { familySections } from './sections.ts';
import { fileOfPage } from './web-files.ts';

/** A part of the page that only its server has, or that others hand in. */
export interface MoreSection {
  id: string;
  title: string;
  body: Html;
}

export interface Live {
  /** What a script sends with each order to the server. */
  token: string;
  sections: MoreSection[];
}

/** The whole document. Without `live` it stands alone: style and script are in it, and nothing can be started. */
export function page(all: Compared[], live?: Live): string {
  const rows = rowsOf(all);
  const style = fileOfPage('style.css').text;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The lab: all comparisons on one page</title>
<link rel="icon" href="data:,">
${
  live
    ? html`<meta name="lab-token" content="${live.token}">
<link rel="stylesheet" href="style.css">
<script type="module" src="filters.js"></script>
<script type="module" src="running.js"></script>`
    : html`<style>
${verbatim(style)}</style>`
}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="bar"><h1>The lab, all comparisons on one page</h1>
<nav aria-label="Parts of the page"><a href="#matrix">Matrix</a> ${(live?.sections ?? []).map(({ id, title }) => html`<a href="#${id}">${title}</a> `)}${families.map(({ name }) => html`<a href="#${slugOf(name)}">${name}</a> `)}</nav></header>
<main id="main" tabindex="-1">
${
  !live &&
  html`<p class="note">This file is written by <code>npm run lab -- --export</code> and reads without running anything. <code>npm run lab</code> serves the same page
with servers and lessons to start, and draws what your own machine has measured beside what is kept.</p>`
}
${live && html`<p id="connection" class="broken" role="status"></p>`}
${filters(rows)}
${matrix(rows)}
${live?.sections.map(
  ({ id, title, body }) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${body}</section>
`,
)}
${familySections(families, all)}
</main>
<footer class="bar"><p>A learning lab. Absolute numbers of one machine mean little on another: read the ratios.</p></footer>
${
  !live &&
  html`<script type="module">
${verbatim(fileOfPage('filters.js').text)}</script>
`
}</body>
</html>
`.markup;
}
