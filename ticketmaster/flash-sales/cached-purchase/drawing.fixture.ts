import { env } from '@ticketmaster/common/env';
import { programs } from '@ticketmaster/replicated-servers/programs.fixture';
import { openDrawing } from './drawing.ts';

export const OPERATOR = 'let-me-in';

export const drawingForTest = (settings: Record<string, string> = {}) =>
  openDrawing({ ...programs(), nginx: env.text('NGINX_PATH'), port: 0, operatorToken: OPERATOR, settings });
