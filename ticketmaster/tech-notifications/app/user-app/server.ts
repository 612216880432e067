import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { serveUserApp } from '@ticketmaster/notifications/user-app';
import { remoteInbox } from '../remote-inbox.ts';
import { inboxSubscriber } from '../subscriber.ts';

const mode = env.text('MODE', 'long-poll');
if (mode !== 'poll' && mode !== 'long-poll') refuseToStart(new Error(`MODE must be poll or long-poll, got '${mode}'`));

const inbox = remoteInbox(env.text('SERVER_URL', 'http://127.0.0.1:3202'));
await serveUserApp(env, env.count('PORT', 3212), store => inboxSubscriber(store, inbox, { mode }));
