/** The ceiling for a read in Node: the bytes and headers of an availability answer (ANSWER), said without looking at the request. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const answer = process.env.ANSWER ?? '';

const server = createServer((_request, response) => {
  response.writeHead(200, {
    ...{ 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(answer) },
    ...{ 'cache-control': 'no-store', 'x-cache': 'l1', age: '0', 'x-age-ms': '100' },
  });
  response.end(answer);
});
server.listen({ port: 0, host: '127.0.0.1' }, () => {
  console.log(`READY http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
