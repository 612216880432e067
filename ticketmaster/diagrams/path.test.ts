// Paths and texts by themselves; what they look like is seen where a drawing is made of them.
import { describe, expect, it } from 'vitest';
import { bend, curve, dOf, edgeOf, pointOf, shortened } from './path.ts';
import { escaped, INK, textsOf } from './texts.ts';

const [a, corner, b] = [
  { x: 0, y: 0 },
  { x: 100, y: 0 },
  { x: 100, y: 80 },
];

describe('a path', () => {
  it('goes straight on and round its corner, and knows where it leads', () => {
    const path = bend([a, corner, b], ['right', 'down'], 20);
    expect([0, 1, 2].map(nth => pointOf(path, nth))).toEqual([a, { x: 80, y: 0 }, { x: 100, y: 20 }]);
    expect(path.curves.at(-1)![3]).toEqual(b);
    expect(path.to).toBe('down');
  });

  it('leaves and arrives in the directions it is given', () => {
    const path = curve(
      [
        [a, 'right'],
        [b, 'down'],
      ],
      0.5,
    );
    const [[, leaves, arrives]] = path.curves as [(typeof path.curves)[number]];
    expect([leaves.y, arrives.x]).toEqual([a.y, b.x]);
  });

  it('ends earlier when it makes room for a head', () => {
    const path = bend([a, corner, b], ['right', 'down'], 20);
    expect(shortened(path, 8).curves.at(-1)![3]).toEqual({ x: 100, y: 72 });
    expect(dOf(path)).toMatch(/^M0 0C.* 100 80$/);
  });

  it('begins anywhere along an edge', () => {
    const box = { x: 10, y: 20, width: 40, height: 20 };
    expect(edgeOf(box, 'right', 5)).toEqual({ x: 50, y: 35 });
    expect(edgeOf(box, 'top', -5)).toEqual({ x: 25, y: 20 });
  });
});

describe('a text', () => {
  const text = textsOf({ plain: { size: 12, fill: INK } });

  it('is safe in XML, and bold between asterisks', () => {
    expect(text('plain', 'a < *b* & c', 1.005, 2)).toBe(
      `<text class="plain" x="1" y="2" font-size="12" fill="${INK}">a &lt; <tspan font-weight="bold">b</tspan> &amp; c</text>`,
    );
    expect(escaped('<&')).toBe('&lt;&amp;');
  });
});
