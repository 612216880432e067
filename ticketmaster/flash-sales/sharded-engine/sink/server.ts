import { once } from 'node:events';
import { env } from '@ticketmaster/common/env';
import { app, listen, onShutdown, refuseToStart, send } from '@ticketmaster/common/http';
import { Router } from 'express';
import { SMTPServer } from 'smtp-server';
import { openMailbox } from './mailbox.ts';
import { pageOf } from './page.ts';

const ANY_PORT = 0;

/** The "external services" of the drawing: an SMTP server that keeps all it gets, and a page that shows it. Nothing leaves this machine. */
const mailbox = await openMailbox(env.text('MAILBOX')).catch(refuseToStart);

const smtp = new SMTPServer({
  ...{ authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], disableReverseLookup: true, size: 100_000 },
  onData(stream, _session, done) {
    const chunks: Buffer[] = [];
    stream.on('data', chunk => chunks.push(chunk));
    stream.on('end', () => {
      mailbox.deliver(Buffer.concat(chunks)).then(() => done(), done);
    });
  },
});
smtp.on('error', () => {}); // of one connection: the sender is told by its end
const listening = smtp.listen(env.count('SMTP_PORT', ANY_PORT), '127.0.0.1');
await once(listening, 'listening').catch(refuseToStart);

const routes = Router()
  .get('/mails', (_request, response) => {
    response.type('html').send(pageOf(mailbox.mails()));
  })
  .get('/api/mails', (request, response) => {
    const { to } = request.query;
    send(response, 200, { mails: mailbox.mails().filter(mail => to === undefined || mail.to === to) });
  });
const server = await listen(
  app(routes, async () => {}),
  env.count('PORT', ANY_PORT),
).catch(refuseToStart);
onShutdown(
  () => new Promise<void>(resolve => void smtp.close(resolve)),
  () => server.close(),
  () => mailbox.close(),
);
console.log(`READY ${server.url}`);
