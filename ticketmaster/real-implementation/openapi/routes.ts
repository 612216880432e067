import { send } from '@ticketmaster/common/http';
import { Router } from 'express';
import { openApi } from './document.ts';

/** GET /api/openapi.json   200: what this shop answers, as OpenAPI 3.1 */
export function openApiRoutes(): Router {
  const document = openApi();
  return Router().get('/api/openapi.json', (_request, response) => send(response, 200, document));
}
