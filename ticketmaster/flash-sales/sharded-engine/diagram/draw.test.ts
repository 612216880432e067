// The command, and the two files that it wrote here.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openChromium } from '@ticketmaster/diagrams/browser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from './picture.ts';
import { chunksOf, withChunks } from './png.ts';

const here = import.meta.dirname;
const run = promisify(execFile);

let written: string;
beforeAll(async () => {
  written = await mkdtemp(join(tmpdir(), 'drawing-'));
  await run(process.execPath, [join(here, 'draw.ts'), '--png', written], { timeout: 60_000 });
});
afterAll(() => rm(written, { recursive: true }));

/** What the chunks of a PNG say of it. */
function factsOf(png: Buffer) {
  const chunks = new Map(chunksOf(png).map(([type, data]) => [type, data]));
  const [header, size, source] = ['IHDR', 'pHYs', 'tEXt'].map(type => chunks.get(type)!);
  const dotsPerInch = (at: number) => Math.round(size!.readUInt32BE(at) * 0.0254);
  return {
    pixels: [header!.readUInt32BE(0), header!.readUInt32BE(4)],
    dpi: size!.readUInt8(8) === 1 ? [dotsPerInch(0), dotsPerInch(4)] : undefined,
    shows: source!.toString('latin1').split('\0')[1],
    order: chunksOf(png)
      .map(([type]) => type)
      .join(' '),
  };
}

it('keeps the drawing that the command writes', async () => {
  expect(await readFile(join(here, 'diagram.svg'), 'utf8')).toBe(await readFile(join(written, 'diagram.svg'), 'utf8'));
});

describe.each([
  ['the picture that is kept', () => here],
  ['the picture that the command writes', () => written],
])('%s', (_, folder) => {
  const png = () => readFile(join(folder(), 'diagram.png'));

  it('is a PNG of 1920 × 1080 pixels at 300 DPI, of this very drawing', async () => {
    const svg = await readFile(join(here, 'diagram.svg'), 'utf8');
    const { order, ...facts } = factsOf(await png());
    expect(facts).toEqual({ pixels: [1920, 1080], dpi: [300, 300], shows: digestOf(svg) });
    expect(order).toMatch(/^IHDR pHYs tEXt .*IDAT.* IEND$/);
  });

  it('is less than 300 kB', async () => {
    expect((await png()).length).toBeLessThan(300_000);
  });

  it('shows the boxes in their colours, on white', async () => {
    const browser = await openChromium();
    try {
      const page = await browser.newPage();
      const address = `data:image/png;base64,${(await png()).toString('base64')}`;
      expect(await page.evaluate(coloursAt(address))).toEqual(Object.values(PIXELS).map(([colour]) => colour));
    } finally {
      await browser.close();
    }
  });
});

/** Places without text. */
const PIXELS: Record<string, [colour: string, x: number, y: number]> = {
  paper: ['#ffffff', 1300, 1000],
  users: ['#60a5fa', 850, 112],
  balancer: ['#6b7280', 880, 262],
  'service-1': ['#10b981', 640, 328],
  notification: ['#3b82f6', 1765, 328],
  redis: ['#ef4444', 960, 725],
  kafka: ['#f59e0b', 1600, 675],
  'shard-2-primary': ['#8b5cf6', 1180, 802],
  external: ['#06b6d4', 1765, 1045],
};

const coloursAt = (address: string) => `(async () => {
  const image = new Image();
  image.src = '${address}';
  await image.decode();
  const canvas = new OffscreenCanvas(1920, 1080).getContext('2d');
  canvas.drawImage(image, 0, 0);
  return ${JSON.stringify(Object.values(PIXELS))}.map(([, x, y]) =>
    '#' + [...canvas.getImageData(x, y, 1, 1).data.slice(0, 3)].map(one => one.toString(16).padStart(2, '0')).join(''));
})()`;

describe('chunks of a PNG', () => {
  const readKept = () => readFile(join(here, 'diagram.png'));

  it('are refused when they are damaged, cut short or no PNG', async () => {
    const png = await readKept();
    const damaged = Buffer.from(png);
    damaged[45]! ^= 1;
    expect(() => chunksOf(damaged)).toThrow('is damaged');
    expect(() => chunksOf(png.subarray(0, -5))).toThrow();
    expect(() => chunksOf(png.subarray(1))).toThrow('no PNG');
  });

  it('are there as they were written, and the rest stays', async () => {
    const png = await readKept();
    const more = withChunks(png, [['tEXt', Buffer.from('Comment\0a text')]]);
    const [header, ...rest] = chunksOf(png);
    expect(chunksOf(more)).toEqual([header, ['tEXt', Buffer.from('Comment\0a text')], ...rest]);
  });
});

it('is shown by any program that knows SVG: it refers to nothing outside, and runs nothing', async () => {
  const svg = await readFile(join(here, 'diagram.svg'), 'utf8');
  expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
    /\w+:\/\/|data:|url\((?!#)|<(script|image|style|foreignObject|use|a)\b/,
  );
});
