/** Chunks of a PNG (ISO/IEC 15948, 5.3): length, type, data, CRC of type and data. */
import { crc32 } from 'node:zlib';

export const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const HEADER_ENDS = 33; // the signature's 8 bytes, and IHDR's 13 with the 12 around them

export type Chunk = [type: string, data: Buffer];

/** The same picture with more chunks, right after its header: `pHYs` must stand before the pixels. */
export const withChunks = (png: Buffer, chunks: Chunk[]): Buffer =>
  Buffer.concat([png.subarray(0, HEADER_ENDS), ...chunks.map(written), png.subarray(HEADER_ENDS)]);

function written([type, data]: Chunk): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, crc]);
}

/** All chunks in their order. Throws when this is no PNG, is cut short, or a chunk is not what its CRC says. */
export function chunksOf(png: Buffer): Chunk[] {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error('no PNG: it does not begin as one');
  const chunks: Chunk[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    if (crc32(body) !== png.readUInt32BE(at + 8 + length)) throw new Error(`the chunk at byte ${at} is damaged`);
    chunks.push([body.toString('latin1', 0, 4), body.subarray(4)]);
    at += 12 + length;
  }
  return chunks;
}
