import { send } from '@ticketmaster/common/http';
import { Router } from 'express';
import type { Document } from './document.ts';

/** GET /api/openapi.json   200: what this shop answers, as OpenAPI 3.1 */
export function openApiRoutes(document: Document): Router {
  return Router().get('/api/openapi.json', (_request, response) => send(response, 200, document));
}
