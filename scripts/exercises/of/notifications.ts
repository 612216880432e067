import { type Exercise, YOUR_TURN } from '../exercise.ts';

const folder = (name: string) => `tech-notifications/${name}`;

export const notifications: Exercise[] = [
  {
    name: 'three-days-old-and-believed',
    folder: folder('webhook'),
    title: 'An old message is believed again',
    level: 1,
    kind: 'bug',
    symptom: `A security review: "We recorded one webhook of Monday and sent it to the app again on Thursday, unchanged. The app answered 204. It claims to
refuse what is older than five minutes."`,
    changes: [
      { file: 'signature.ts', right: 'const WINDOW_SECONDS = 300;', wrong: 'const WINDOW_MS = 300_000;' },
      { file: 'signature.ts', right: 'if (age > WINDOW_SECONDS)', wrong: 'if (age > WINDOW_MS)' },
      { file: 'signature.ts', right: 'if (age < -WINDOW_SECONDS)', wrong: 'if (age < -WINDOW_MS)' },
    ],
    check: {
      file: 'signature.test.ts',
      test: 'what the oracle signs > we believe for 5 minutes, by our clock',
      red: "expected undefined to be 'is older than 5 minutes'",
    },
    servers: [],
    hints: [
      'The signature is right, so it is about time. Where is the age computed?',
      'In which unit is `webhook-timestamp`, and so `age`?',
    ],
    why: `A signature says who wrote a message, not when it was sent: a recorded one stays valid for ever (a replay attack). So the timestamp is signed,
too, and the receiver refuses what is too far from its own clock. The window was compared in milliseconds with an age in seconds: 300,000
seconds are three and a half days. Names that carry their unit, and a test at both edges of the window, catch this.`,
  },
  {
    name: 'all-come-back-at-once',
    folder: folder('webhook'),
    title: 'The receiver comes up and goes down again',
    level: 1,
    kind: 'bug',
    symptom: `A partner: "Our endpoint was down for a minute. Since then you kill it again and again: 30,000 requests within the same 50 ms, then nothing for
16 seconds, then all of them again. Could you not spread them?"`,
    changes: [
      {
        file: 'outcome.ts',
        right:
          '  const backoff = random * Math.min(capMs, baseMs * 2 ** (attempts - 1)); // full jitter, so that many do not come back as one',
        wrong: '  const backoff = Math.min(capMs, baseMs * 2 ** (attempts - 1));',
      },
      {
        file: 'outcome.ts',
        right: '/** `attempts`: with this one. `random`: 0 to 1. */',
        wrong: '/** `attempts`: with this one. */',
      },
      { file: 'outcome.ts', right: '  random = Math.random(),', wrong: '  _random = Math.random(),' },
    ],
    check: {
      file: 'outcome.test.ts',
      test: 'each pause may be twice as long as the one before',
      red: 'to deeply equal [ 500, 1000, 2000',
    },
    servers: [],
    hints: [
      'Many deliveries failed in the same second. When is each of them tried again?',
      'outcome.ts: the pause doubles. Of two that fail together, what makes their pauses differ?',
    ],
    why: `Exponential backoff spaces the attempts of one client. It keeps those who failed together in step: the herd comes back as one, each time. Full
jitter takes a random part of each pause, so that the same number of attempts is spread over all of it. The receiver sees a steady trickle,
comes up, and each attempt makes the herd thinner.`,
  },
  {
    name: 'a-name-that-leads-inside',
    folder: folder('webhook'),
    title: 'A public name leads into our network',
    level: 2,
    kind: 'bug',
    symptom: `A security review: "You refuse http://10.0.0.1/. We registered https://hook.example, a name of ours that has two addresses, a public one and
10.0.0.1. Your server posted to 10.0.0.1."`,
    changes: [
      {
        file: 'addresses.ts',
        right: 'if (!addresses.every(mayLeadTo)) throw notPublic(); // one that is not is enough',
        wrong: 'if (addresses.length > 0 && !addresses.some(mayLeadTo)) throw notPublic();',
      },
      {
        file: 'addresses.ts',
        right:
          '  /** For http.request: answers addresses of a name, all of which have been looked at, or AddressRefused. */',
        wrong: '  /** For http.request: answers addresses of a name, or AddressRefused. */',
      },
    ],
    check: {
      file: 'addresses.test.ts',
      test: 'a webhook may not lead to > a name that resolves to',
      red: 'instead of rejecting',
    },
    servers: [],
    hints: [
      'The URL was right when it was looked at. When does a name become an address, and who looks at that?',
      'See `lookup` in addresses.ts. A name may have many addresses: which of them will the connection take?',
    ],
    why: `A server that posts to any URL it is given is a way into the network that it stands in: SSRF. Looking at the URL is not enough, for a name
leads where its owner's DNS says, and elsewhere a second later (DNS rebinding). So the address is checked where the connection is made, and
all addresses of the answer, since any of them may be the one that is used.`,
  },
  {
    name: 'believe-a-webhook',
    folder: folder('webhook'),
    title: 'Write the check of a signature',
    level: 3,
    kind: 'gap',
    symptom: `The app has a route for webhooks, and anybody on the internet can post to it. What is missing is the one function that says whom to believe.`,
    changes: [
      {
        file: 'signature.ts',
        right: `  if (!id || !timestamp || !signatures) return 'is not signed';
  if (!/^\\d{1,12}$/.test(timestamp)) return 'has no timestamp in seconds';
  const age = Math.floor(now / 1_000) - Number(timestamp);
  if (age > WINDOW_SECONDS) return 'is older than 5 minutes';
  if (age < -WINDOW_SECONDS) return 'is from the future';
  const claimed = signatures
    .split(' ')
    .flatMap(text => (text.startsWith('v1,') ? Buffer.from(text.slice(3), 'base64') : []));
  const right = secrets.map(secret => hmac(secret, id, timestamp, body));
  return right.some(one => claimed.some(other => same(one, other))) ? undefined : 'has a wrong signature';`,
        wrong: `  // In this order: 'is not signed' (a header is missing), 'has no timestamp in seconds' (1 to 12 digits), 'is older than 5 minutes',
  // 'is from the future' (by more than 5 minutes), 'has a wrong signature', or undefined. \`signatures\` are split by spaces; those that do not
  // begin with 'v1,' are of a version that we do not know. One that is right for one of \`secrets\` is enough.
  throw new Error(\`${YOUR_TURN}: why a message is not to be believed, or undefined\`);`,
      },
    ],
    check: { file: 'signature.test.ts', test: 'what the oracle signs', red: YOUR_TURN },
    servers: [],
    hints: [
      'The comment at the head of signature.ts says what each header holds, and what the HMAC is over. `hmac` and `same` are there.',
      'Why `same` and not ===: a comparison that ends at the first difference tells an attacker how much was right.',
      'Compare each signature that was sent (base64 after `v1,`) with the HMAC under each secret: some of some.',
    ],
    why: `Four things make a webhook believable: an HMAC with a shared secret (who), over the bytes as they came (what), with id and timestamp in it
(which and when), compared in constant time. Two secrets at a time let an app change its secret without missing a message. An unknown
version is read past, not believed: so a sender can introduce v2 beside v1.`,
  },
];
