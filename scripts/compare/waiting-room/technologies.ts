import type { Technology } from '../../../ticketmaster/tech-waiting-room/contract/technology.ts';
import { technologiesOf } from '../technologies.ts';

export const technologies = await technologiesOf<Technology>('tech-waiting-room');
