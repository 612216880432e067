/** Drawings with one thing wrong: [what, how, and how the line begins that must say so]. */
import { arrow, box, change, led, type Mutant, shifted, within, without } from '@ticketmaster/diagrams/mutants.fixture';

const text = (kind: string, from: string, to: string) => change(new RegExp(`(class="${kind}".*)${from}`), `$1${to}`);

export const MUTANTS: Mutant[] = [
  ['a layer stands left of another', within('<g id="layer-4"', 'x="1380"', 'x="600"'), 'MAIN COMPONENTS'],
  ['an arrow leads back', arrow('route', /(class="head" d="M)[\d.]+ [\d.]+/, '$1325 731'), 'MAIN COMPONENTS'],
  ['a box stands in another layer', box('redis', /x="1845"/, 'x="1395"'), 'Redis Cluster (Multi-AZ)'],
  ['a box has a wrong colour', box('kafka', '#f39c12', '#f39c13'), 'Kafka streaming'],
  ['a boundary is solid', within('<g id="boundary-data"', / stroke-dasharray="[^"]*"/, ''), 'Security boundaries'],
  ['a boundary cuts a box', within('<g id="boundary-cluster"', /width="748"/, 'width="600"'), 'Security boundaries'],
  ['a head ends in the air', arrow('route', /(class="head" d="M)945/, '$1930'), 'Clear service boundaries'],
  ['an arrow has a wrong number', within('data-arrow="save"', '>8<', '>7<'), '8. Persistent'],
  ['an arrow is missing', without('display'), 'no arrow is missing'],
  ['a claim is small', text('value', 'font-size="22"', 'font-size="16"'), 'Performance metrics'],
  ['what was found is another figure', change('>$648<', '>$435<'), 'Cost'],
  ['what was reached is another', text('reached', '>reached: no<', '>reached: yes<'), 'Throughput'],
  ['a name is too long', box('routing', '>Topic-based<', '>Topic-based and partition-wise<'), 'no text leaves'],
  ['dark words on a dark ground', box('kafka', 'fill="#FFFFFF"/>', 'fill="#34495e"/>'), 'every text has'],
  ['a text is tiny', text('note', 'font-size="12"', 'font-size="8"'), 'no text is smaller'],
  [
    'two lines are one',
    box('grafana', /y="[\d.]+" (font-size="15" font-weight="bold" fill="#1F2937">dash)/, 'y="724" $1'),
    'no text lies',
  ],
  ['an arrow goes through a box', led('queue', 'M1225 731L1500 571L1395 251'), 'no arrow goes through a box'],
  ['a label lies on a box', shifted('process', '0 60'), 'no label lies on a box'],
  ['a label is far from its arrow', shifted('monitor', '0 -60'), 'every label lies'],
  ['a label hides another arrow', shifted('save', '0 -102'), 'no label hides'],
  ['an arrow goes through a text', led('forward', 'M325 731L100 1090L495 411'), 'no arrow goes through a text'],
  ['arrows cross without a seam', led('save', 'M1675 266L1760 150L1760 300L1845 411'), 'where arrows cross'],
];
