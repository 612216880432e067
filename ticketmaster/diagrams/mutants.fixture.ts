/** How a drawing gets one thing wrong, to see that a check notices. */

export type Change = (svg: string) => string;

/** In all of the file; throws when that changes nothing, since such a mutant would prove nothing. */
export const change =
  (from: string | RegExp, to: string): Change =>
  svg => {
    const changed = typeof from === 'string' ? svg.replaceAll(from, to) : svg.replace(from, to);
    if (changed === svg) throw new Error(`there is no ${from} to change`);
    return changed;
  };

/** In one group: from the line that opens it to the line that closes it. */
export const within =
  (opening: string, from: string | RegExp, to: string): Change =>
  svg => {
    const start = svg.indexOf(opening);
    const end = svg.indexOf('\n</g>', start);
    if (start < 0) throw new Error(`there is no ${opening}`);
    return svg.slice(0, start) + change(from, to)(svg.slice(start, end)) + svg.slice(end);
  };

export const box = (id: string, from: string | RegExp, to: string) => within(`<g id="${id}" class="box"`, from, to);
export const arrow = (id: string, from: string | RegExp, to: string) => within(`<g id="arrow-${id}"`, from, to);
export const label = (id: string, from: string | RegExp, to: string) => within(`data-arrow="${id}"`, from, to);
export const without = (id: string) => change(new RegExp(`<g id="arrow-${id}"[\\s\\S]*?\n</g>`), '');
export const led = (id: string, d: string) => arrow(id, /(class="line" d=)"[^"]*"/, `$1"${d}"`);
export const shifted = (id: string, by: string) =>
  change(`data-arrow="${id}"`, `data-arrow="${id}" transform="translate(${by})"`);

/** [what, how, and how the line begins that must say so] */
export type Mutant = [what: string, change: Change, line: string];
