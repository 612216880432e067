/** The drawing as a PNG: a pixel for each px of it, as 1920 × 1080 asks for, though print at 300 DPI is then 16 cm wide. */
import { createHash } from 'node:crypto';
import { addressOf, openChromium } from '@ticketmaster/diagrams/browser';
import { HEIGHT, WIDTH } from './layout.ts';
import { withChunks } from './png.ts';

const DPI = 300;

export async function pictureOf(svg: string): Promise<Buffer> {
  const browser = await openChromium();
  try {
    const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT }, deviceScaleFactor: 1 });
    await page.goto(addressOf(svg));
    const shot = await page.screenshot({ animations: 'disabled' });
    return withChunks(shot, [physicalSize(DPI), ['tEXt', Buffer.from(`Source\0${digestOf(svg)}`)]]);
  } finally {
    await browser.close();
  }
}

/** The picture says which SVG it shows: of another one it is stale. */
export const digestOf = (svg: string) => createHash('sha256').update(svg).digest('hex');

/** `pHYs` counts pixels per metre. */
function physicalSize(dpi: number): [string, Buffer] {
  const data = Buffer.alloc(9);
  const perMetre = Math.round(dpi / 0.0254);
  data.writeUInt32BE(perMetre, 0);
  data.writeUInt32BE(perMetre, 4);
  data.writeUInt8(1, 8); // the unit is the metre
  return ['pHYs', data];
}
