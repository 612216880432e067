import type { ProblemMade } from './problems.ts';

/** Where the page is, from the root. */
export const ERRORS_PAGE = 'ticketmaster/reference/ERRORS.md';

const HOME = 'ticketmaster/';

const head = `# All errors

Written by \`npm run reference\` from the code; a test fails while it is stale.

Each error is an answer \`application/problem+json\` ([common/problem.ts](../common/problem.ts)). Its \`type\` is the slug below.
**Again?** is its \`retryable\`: *yes*, the same request may work later; *no*, asking again does not help. Nothing happened, unless the cause says
that it may have. \`{words}\` in a cause stand for what is known only when it happens. \`*\` stands for whatever another server answered.

Not here: what nginx answers itself ([instances/http.conf](../instances/http.conf)), and what the payment provider's stand-in answers in Stripe's own
shape ([provider/stripe-error.ts](../tech-two-phase-payments/provider/stripe-error.ts)).
`;

/** One table of all, by slug; where a slug has several statuses, or may be tried again only sometimes, several rows. */
export function errorsPage(made: readonly ProblemMade[]): string {
  const rows = Map.groupBy(made, ({ slug, status, retryable }) => `${slug}\n${status}\n${retryable}`);
  const sorted = [...rows].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, ways]) => rowOf(ways));
  return `${[head, '| type | status | again? | cause and where it comes from |', '|---|---|---|---|', ...sorted].join('\n')}\n`;
}

function rowOf(ways: ProblemMade[]): string {
  const { slug, status, retryable } = ways[0]!;
  const causes = [...Map.groupBy(ways, ({ cause }) => cause)].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const lines = causes.map(
    ([cause, these]) => `${plain(cause)}: ${[...new Set(these.map(placeIn))].sort().join(', ')}`,
  );
  const again = retryable.startsWith('if ') ? plain(retryable.replace(/[{}]/g, '')) : retryable;
  return `| \`${slug}\` | ${status} | ${again} | ${lines.join('<br>')} |`;
}

function placeIn({ file, place, usedBy }: ProblemMade): string {
  const path = file.slice(HOME.length);
  const users = usedBy.length > 0 ? `, called in ${usedBy.length} other ${usedBy.length === 1 ? 'file' : 'files'}` : '';
  return `[${path}](../${path})${place && ` \`${place}\``}${users}`;
}

/** As it is, in a cell of a table. */
const plain = (text: string) =>
  text
    .replace(/[\\*_|[\]]/g, '\\$&')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[.:]$/, '');
