import type { Exercise } from '../exercise.ts';

const folder = 'tech-two-phase-payments/provider';

export const provider: Exercise[] = [
  {
    name: 'a-cancel-answered-with-a-capture',
    folder,
    title: 'The provider: a cancel is answered "done", and the money is taken',
    level: 1,
    kind: 'bug',
    symptom: `A shop writes to the provider: "We cancelled a payment, and you answered 200. The customer was charged. We use one Idempotency-Key for an
order, by mistake: first for the capture and then for the cancel. We expected an error. What we got is your answer to the capture."`,
    changes: [
      {
        file: 'idempotency.ts',
        right: `  const request = createHash('sha256')
    .update(\`\${path} \${JSON.stringify(params)}\`)
    .digest('base64url');`,
        wrong: `  const request = createHash('sha256').update(JSON.stringify(params)).digest('base64url');`,
      },
      { file: 'idempotency.ts', right: '  path: string,\n', wrong: '  _path: string,\n' },
    ],
    check: {
      file: 'idempotency.test.ts',
      test: 'another request with a key that was used > is refused where it goes to another path',
      red: 'expected 200 to be 400',
    },
    servers: ['postgres'],
    hints: [
      'The provider keeps a digest of the request beside the key, to notice a key that is used for something else. What is in the digest?',
      'A capture and a cancel may both have an empty body. What tells them apart?',
    ],
    why: `A key is trusted only as far as it is compared with what it stood for. Method, path, parameters and the caller make a request; a digest that
leaves one of them out answers a question that nobody has asked. To refuse is right here: the client has a bug, and hears of it before money moves the
wrong way. Stripe compares the parameters and refuses with idempotency_error; the IETF draft of Idempotency-Key calls it the fingerprint.`,
  },
  {
    name: 'only-good-news-is-kept',
    folder,
    title: 'The provider: what was answered 500 is not remembered',
    level: 2,
    kind: 'bug',
    symptom: `A shop writes to the provider: "We confirmed a payment and you answered 500. We tried again with the same key, as your manual says, and got
'the status is requires_capture: it does not allow confirm'. So the first one was done after all? Our code took it for a failure."`,
    changes: [
      {
        file: 'idempotency.ts',
        right: ` * Does \`work\` once for a key: its effect and its answer are one commit. The same request again is answered the same, also a decline and also
 * a 500; another request under that key is refused; one that comes while the first is at work is told so. After a day the key is forgotten.`,
        wrong: ` * Does \`work\` once for a key. The same request again is answered the same, also a decline; another request under that key is refused; one that
 * comes while the first is at work is told so. Errors of ours are not kept, so that a retry can do better. After a day the key is forgotten.`,
      },
      {
        file: 'idempotency.ts',
        right: '    const stored = await work(tx);\n',
        wrong: '    const stored = await work(tx);\n    if (stored.status >= 500) return stored;\n',
      },
    ],
    check: {
      file: 'idempotency.test.ts',
      test: 'the same request with the same key > is answered 500 again after error_done',
      red: 'expected [ 400',
    },
    servers: ['postgres'],
    hints: [
      'A 500 says that something went wrong. It does not say when: before the effect, or after it.',
      'In idempotency.ts: which answers are stored with their key, and is the effect of the others rolled back?',
    ],
    why: `The effect was committed and its key was not, so the next call with that key is a new one: it meets the state that the first has left, or does the
work a second time. A key must be stored in the commit of its effect, whatever the answer is. Stripe keeps 500s, too. The price: a retry with the
same key never heals, so a client looks at the object, and takes a new key only where it sees that nothing was done. That is what the lab's shop
does (newAttempt).`,
  },
];
