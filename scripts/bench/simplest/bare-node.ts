/** The ceiling for everything in Node: an HTTP server that only says hello, as the lab's GET /health does. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer((_request, response) => {
  const text = JSON.stringify({ status: 'up' });
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
});
server.listen({ port: 0, host: '127.0.0.1' }, () => {
  console.log(`READY http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
