// A server that is recorded: answers what it is asked, tells a stream, and dies when it is told to.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer((request, response) => {
  if (request.url === '/die') process.kill(process.pid, 'SIGKILL');
  else if (request.url === '/stream') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end('event: admitted\ndata: {}\n\n');
  } else {
    response.writeHead(201, { 'content-type': 'application/json' });
    response.write('{"status":');
    response.end(`"PENDING","pid":${process.pid}}`);
  }
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log(`READY http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
