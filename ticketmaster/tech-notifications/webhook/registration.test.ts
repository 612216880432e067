import { env } from '@ticketmaster/common/env';
import { eventually } from '@ticketmaster/testing/eventually';
import { expect, it } from 'vitest';
import { type Answering, impatient, lesson, ok, receiver, status } from './receivers.fixture.ts';
import { newSecret } from './signature.ts';

const postgres = env.text('PG_URL');

it('shows a webhook without its secrets, and is the same when it comes again', async () => {
  const { visitor } = await lesson(postgres);
  const app = await receiver(ok);
  const ada = await visitor('ada');
  expect(await ada.send('GET', '/webhook')).toMatchObject({ status: 404 });
  const shown = {
    status: 200,
    body: { visitorId: ada.visitorId, url: `${app.url}/hooks/${ada.visitorId}`, state: 'ACTIVE', secrets: 1 },
  };
  expect(await ada.register(app)).toEqual(shown);
  expect(await ada.register(app)).toEqual(shown);
  expect(await ada.send('GET', '/webhook')).toEqual(shown);
  const both = [...app.secrets, newSecret()];
  expect(await ada.register({ ...app, secrets: both })).toMatchObject({ status: 200, body: { secrets: 2 } });
  for (let n = 0; n < 2; n++) expect(await ada.send('DELETE', '/webhook')).toMatchObject({ status: 204 });
  expect(await ada.send('GET', '/webhook')).toMatchObject({ status: 404 });
  await ada.letIn();
  expect(app.came).toEqual([]);
});

it.each([
  ['http://10.0.0.1/hook', 'leads to a private'],
  ['http://localhost:1/hook', 'leads to a private'], // allowed as 127.0.0.1 in the other tests, and not here
  ['http://[::ffff:7f00:1]/hook', 'leads to a private'],
  ['http://169.254.169.254/latest/meta-data', 'leads to a private'],
  ['ftp://example.com/', 'is no http'],
  ['http://ada:secret@example.com/', 'holds credentials'],
  [`http://example.com/${'x'.repeat(3_000)}`, 'is longer'],
])('refuses %.60s', async (url, why) => {
  const { visitor } = await lesson(postgres, { allowedAddresses: [] });
  const ada = await visitor('ada');
  expect(await ada.send('PUT', '/webhook', { url, secrets: [newSecret()] })).toMatchObject({
    ...{ status: 422, body: { type: 'address-refused', detail: expect.stringContaining(why) } },
  });
});

it.each<[string, unknown]>([
  ['url', { secrets: [newSecret()] }],
  ['url', { url: 7, secrets: [newSecret()] }],
  ['secrets', { url: 'http://127.0.0.1:1/' }],
  ['secrets', { url: 'http://127.0.0.1:1/', secrets: [] }],
  ['secrets', { url: 'http://127.0.0.1:1/', secrets: [newSecret(), newSecret(), newSecret()] }],
  ['secrets[0]', { url: 'http://127.0.0.1:1/', secrets: ['whsec_dG9vIHNob3J0'] }],
  ['more', { url: 'http://127.0.0.1:1/', secrets: [newSecret()], more: 1 }],
  ['body', []],
])('names what is wrong: %s (%#)', async (field, body) => {
  const { visitor } = await lesson(postgres);
  const ada = await visitor('ada');
  const errors = expect.arrayContaining([expect.objectContaining({ field })]);
  const reply = await ada.send('PUT', '/webhook', body);
  expect(reply).toMatchObject({ status: 400, body: { type: 'invalid-request', errors } });
  expect(JSON.stringify(reply.body)).not.toContain('dG9vIHNob3J0');
});

it.each<[string, number, (response: import('node:http').ServerResponse) => void, string]>([
  ['answers 404', 422, response => response.writeHead(404).end('a secret of the inside'), 'answered 404'],
  ['answers something else', 422, response => response.end('{"challenge":"1"}'), 'answered 200 without it'],
  ['answers no JSON', 422, response => response.end('a secret of the inside'), 'answered 200 without it'],
  ['redirects', 422, response => response.writeHead(307, { location: '/x' }).end(), 'redirects are not followed'],
  ['hangs', 422, () => {}, 'no answer in 1000 ms'],
  ['hangs up', 422, response => response.destroy(), 'no connection'],
])('keeps nothing of a receiver that %s when it is challenged', async (_what, status, answering, why) => {
  const { visitor } = await lesson(postgres, impatient);
  const app = await receiver(ok);
  const ada = await visitor('ada');
  app.challenged(answering);
  const reply = await ada.register(app);
  expect(reply).toMatchObject({ status, body: { type: 'challenge-failed', detail: expect.stringContaining(why) } });
  expect(JSON.stringify(reply.body)).not.toContain('inside');
  expect(await ada.send('GET', '/webhook')).toMatchObject({ status: 404 });
});

it('is not held up by others whose challenges hang', async () => {
  const { visitor } = await lesson(postgres, { timeoutMs: 3_000, inFlight: { together: 4, toOne: 2, slowMs: 100 } });
  const hanging = await receiver(ok);
  hanging.challenged(() => {});
  const others = await Promise.all(Array.from({ length: 4 }, () => visitor('other')));
  const replies = Promise.all(others.map(one => one.register(hanging)));
  const ada = await visitor('ada');
  expect(await ada.register(await receiver(ok))).toMatchObject({ status: 200 });
  const types = (await replies).map(({ body }) => (body as { type: string }).type).sort();
  expect(types).toEqual(['busy', 'busy', 'challenge-failed', 'challenge-failed']);
});

const patient = { retries: { baseMs: 60_000, capMs: 60_000, askedCapMs: 0, maxAttempts: 9 } };

it('sends to the new place from the next attempt on', async () => {
  const { visitor } = await lesson(postgres, patient);
  const [before, after] = [await receiver(status(500)), await receiver(ok)];
  const ada = await visitor('ada');
  await ada.register(before);
  await ada.letIn();
  await eventually(async () => expect((await ada.deliveries())[0]!.attempts).toHaveLength(1));
  await ada.register(after); // and does not wait for the pause of the old one
  await eventually(() => expect(after.came).toHaveLength(1));
});

it('sends nothing twice to who registers again while it is being sent', async () => {
  const { visitor } = await lesson(postgres);
  const [app, other] = [await receiver(ok), await receiver(ok)];
  const answer = holding(app);
  const [ada, bob] = [await visitor('ada'), await visitor('bob')];
  await ada.register(app);
  await bob.register(other);
  await ada.letIn();
  await eventually(() => expect(app.came).toHaveLength(1));
  await ada.register(app);
  await bob.letIn();
  await eventually(() => expect(other.came).toHaveLength(1)); // so the sender has looked for what is due since
  answer(ok);
  await eventually(async () => expect(await ada.deliveries()).toMatchObject([{ state: 'DELIVERED' }]));
  expect(app.came).toHaveLength(1);
});

it('sends at once, and not after a pause, to who registers again while an attempt fails', async () => {
  const { visitor } = await lesson(postgres, patient);
  const app = await receiver(ok);
  const answer = holding(app);
  const ada = await visitor('ada');
  await ada.register(app);
  await ada.letIn();
  await eventually(() => expect(app.came).toHaveLength(1));
  await ada.register(app);
  app.answer(ok);
  answer(status(500));
  await eventually(() => expect(app.came).toHaveLength(2));
});

/** Keeps the next message unanswered, until it is told how to answer it. */
function holding(app: Awaited<ReturnType<typeof receiver>>): (answering: Answering) => void {
  const held = Promise.withResolvers<Answering>();
  app.answer((...message) => void held.promise.then(answering => answering(...message)));
  return held.resolve;
}
