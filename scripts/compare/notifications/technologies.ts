import type { Technology } from '../../../ticketmaster/tech-notifications/contract/technology.ts';
import { technologiesOf } from '../technologies.ts';

export const technologies = await technologiesOf<Technology>('tech-notifications');
