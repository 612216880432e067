import { openDrawing } from '../../../ticketmaster/flash-sales/cached-purchase/drawing.ts';
import { unique } from '../../../ticketmaster/testing/eventually.ts';
import { installed } from '../../servers/install.ts';
import { nginx, programs } from '../../servers/programs.ts';

export const OPERATOR = unique('operator');

const say = (line: string) => console.error(line);

/** All servers of the drawing, for one experiment; closed at the end of the block that has it. */
export async function openStage() {
  const drawing = await openDrawing({
    ...{ ...(await programs(say)), nginx: await installed(nginx, say), port: 0, operatorToken: OPERATOR },
  });
  return { drawing, [Symbol.asyncDispose]: drawing.close };
}
