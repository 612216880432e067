import { text } from 'node:stream/consumers';
import { signed } from './signature.ts';

const [secret, secondsAgo = '0'] = process.argv.slice(2);
if (!secret) throw new Error('sign with which secret? See sign.sh --help');
const message = await text(process.stdin);
const { notificationId } = JSON.parse(message).data;
const headers = signed([secret], notificationId, message, Date.now() - Number(secondsAgo) * 1_000);
for (const [name, value] of Object.entries(headers)) console.log(`${name}: ${value}`);
