/** What the family's comparison runs of this lesson. */
import type { Technology } from '@ticketmaster/notifications/technology';

export const technologies: Technology[] = [{ name: 'Webhook', channel: 'webhook' }];
