import type { Technology } from '../../../ticketmaster/tech-locking-and-transactions/contract/technology.ts';
import { technologiesOf } from '../technologies.ts';

export const technologies = await technologiesOf<Technology>('tech-locking-and-transactions');
