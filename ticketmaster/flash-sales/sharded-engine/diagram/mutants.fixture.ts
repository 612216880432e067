/** Drawings with one thing wrong: [what, how, and how the line begins that must say so]. */

type Change = (svg: string) => string;

/** In all of the file; throws when that changes nothing, since such a mutant would prove nothing. */
const change =
  (from: string | RegExp, to: string): Change =>
  svg => {
    const changed = typeof from === 'string' ? svg.replaceAll(from, to) : svg.replace(from, to);
    if (changed === svg) throw new Error(`there is no ${from} to change`);
    return changed;
  };

/** In one group: from the line that opens it to the line that closes it. */
const within =
  (opening: string, from: string | RegExp, to: string): Change =>
  svg => {
    const start = svg.indexOf(opening);
    const end = svg.indexOf('\n</g>', start);
    if (start < 0) throw new Error(`there is no ${opening}`);
    return svg.slice(0, start) + change(from, to)(svg.slice(start, end)) + svg.slice(end);
  };

const box = (id: string, from: string | RegExp, to: string) => within(`<g id="${id}" class="box"`, from, to);
const arrow = (id: string, from: string | RegExp, to: string) => within(`<g id="arrow-${id}"`, from, to);
const label = (id: string, from: string | RegExp, to: string) => within(`data-arrow="${id}"`, from, to);
const without = (id: string) => change(new RegExp(`<g id="arrow-${id}"[\\s\\S]*?\n</g>`), '');
const led = (id: string, d: string) => arrow(id, /(class="line" d=)"[^"]*"/, `$1"${d}"`);
const shifted = (id: string, by: string) =>
  change(`data-arrow="${id}"`, `data-arrow="${id}" transform="translate(${by})"`);

export const MUTANTS: [what: string, change: Change, line: string][] = [
  ['an arrow is missing', without('G'), 'All 10 arrows'],
  ['a red arrow is missing', without('B'), '2 RED arrows'],
  ['a green arrow is missing', without('C'), '2 GREEN arrows'],
  ['an arrow back is missing', without('D'), 'BOTH Ticket Services'],
  ['a head ends in the air', arrow('J', /(class="head" d="M1800) 954/, '$1 940'), 'every arrow joins'],
  ['an arrow begins in the air', led('A', 'M715 440L830 576'), 'every arrow joins'],
  ['a database arrow runs straight through Redis', led('H', 'M715 420L1090 820'), 'Database arrows MUST curve'],
  ['another one does', led('I', 'M1205 420L830 820'), 'no arrow goes through a box'],
  ['a database arrow is straight beside Redis', led('H', 'M565 420L659 820'), 'Database arrows CURVE'],
  ['an arrow has a wrong colour', arrow('E', '#F59E0B', '#F59E0C'), 'Arrow colors'],
  ['only its head has', arrow('G', 'fill="#3B82F6"', 'fill="#60A5FA"'), 'Arrow colors'],
  ['a box has a wrong colour', box('kafka', '#F59E0B', '#FF9900'), '7 layers'],
  ['a box is missing', change(/<g id="external"[\s\S]*?\n<\/g>/, ''), '7 layers'],
  ['an icon is another', box('notification', 'data-icon="notification"', 'data-icon="lock"'), '7 layers'],
  ['the lock arrow is solid', arrow('A', / stroke-dasharray="[^"]*"/, ''), 'widths'],
  ['an arrow is thin', arrow('C', 'stroke-width="3"', 'stroke-width="2"'), 'widths'],
  ['the glow is a shadow', change('url(#glow)', 'url(#shadow)'), 'Redis has RED'],
  ['the glow is gray', change('flood-color="#EF4444"', 'flood-color="#888888"'), 'Redis MUST have a RED GLOW'],
  ['Redis stands aside', box('redis', '<rect x="810"', '<rect x="790"'), 'Redis is CENTERED'],
  [
    'another box is as large',
    box('kafka', 'width="200" height="100"', 'width="300" height="150"'),
    'Redis MUST be the L',
  ],
  ['Redis stands below the shards', box('redis', 'y="584"', 'y="920"'), 'Redis MUST be positioned'],
  ['a port is another', box('shard-2-replica', '>5436<', '>5434<'), 'All components have correct ports'],
  ['the legend is short', change(/<g class="entry">.*\n/, ''), 'Legend is included'],
  ['the legend is wrong', within('<g id="legend"', '#F59E0B', '#8B5CF6'), 'Legend (bottom left'],
  ['a number is missing', label('G', '>7<', '><'), 'Flow numbers'],
  ['a number is another', label('A', '>3<', '>4<'), 'Numbered sequence'],
  ['a label is missing', change('>Consume Event<', '><'), 'All arrows MUST'],
  ['a step is another', change('(only if locked)', '(always)'), 'Flow sequence summary'],
  ['a name is smaller', box('kafka', 'font-size="18"', 'font-size="16"'), 'Typography'],
  ['a row is lower', box('external', 'y="954"', 'y="960"'), 'Vertical spacing'],
  ['two boxes are close', box('kafka', '<rect x="1560"', '<rect x="1120"'), 'Horizontal spacing'],
  ['the paper is gray', change(/(id="background".*)#FFFFFF/, '$1#EEEEEE'), 'Background'],
  ['an emoji is a text', change('>CRITICAL:<', '>⚠ CRITICAL:<'), 'icons are shapes'],
  ['a font is named', change('"sans-serif"', '"Comic Sans MS"'), 'one generic font'],
  ['the warning is missing', change('>CRITICAL:<', '><'), 'Label above Redis'],
  ['a name is too long', box('notification', '>Notification<', '>Notifications<'), 'no text leaves'],
  ['a label is too long', change('>Consume Event<', '>Consume Event, at least once<'), 'no text leaves'],
  ['a name lies on a note', box('kafka', '>Apache<', '>Apache of the Kafka<'), 'no text leaves'],
  ['two lines of a name are one', box('external', 'y="1020"', 'y="1004"'), 'no text lies on another'],
  ['a label lies on a box', shifted('G', '0 -80'), 'no label lies on a box'],
  ['a label is far from its arrow', shifted('J', '-140 0'), 'every label lies'],
  ['a label hides another arrow', shifted('G', '50 20'), 'no label hides'],
  ['an arrow goes through a text', led('D', 'M1110 659L880 555L1280 428'), 'no arrow goes through a text'],
  ['a crossing has no seam', change(/<path class="seam".*\n/, ''), 'where arrows cross'],
];
