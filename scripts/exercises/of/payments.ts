import type { Exercise } from '../exercise.ts';

const folder = 'tech-two-phase-payments';

export const payments: Exercise[] = [
  {
    name: 'money-before-tickets',
    folder,
    title: 'The card is charged for a seat that is gone',
    level: 1,
    kind: 'bug',
    symptom: `Accounting: "There are customers with a charge and a refund in the same minute, and no ticket. Some banks show both for a week, and the fees
are ours. It is always an order whose hold had ended while the card was asked, and whose seat somebody else had by then."`,
    changes: [
      {
        file: 'order-states.ts',
        right: "...{ held: 'issue', taken: 'issue', returned: to('PAYMENT_FAILED'), ended: to('PAYMENT_FAILED') },",
        wrong: "...{ held: 'capture', taken: 'issue', returned: to('PAYMENT_FAILED'), ended: to('PAYMENT_FAILED') },",
      },
    ],
    check: {
      file: 'cases.test.ts',
      test: 'time > 8: the hold ends while the card is asked, and another takes a seat',
      red: "expected 'REFUNDED' to be 'CANCELLED'",
    },
    servers: ['postgres'],
    hints: [
      'A card payment has two steps. After the first the money is set aside, and can be let go without a trace. What must be certain before the second?',
      'Follow an order that is AUTHORIZED through the table in order-states.ts: what is its next step, and which step can still fail?',
    ],
    why: `Authorize, issue, capture: the order is chosen by what can be undone. An authorization is released for nothing; tickets in our own database can be
rolled back; a capture can only be followed by a refund, which costs fees, takes days and is seen by the customer. So the step that may fail, taking
the seats for good, comes before the one that cannot be undone. A saga calls the capture its pivot.`,
  },
  {
    name: 'silence-is-not-a-no',
    folder,
    title: 'The page says "payment failed", and the bank has set the money aside',
    level: 2,
    kind: 'bug',
    symptom: `A customer: "Your page said that my card was declined, no_answer. So I took another card, and that worked. Now both banks have reserved the
amount." Operations: "The provider was slow for a minute at that time. Our log shows time-outs and no declines."`,
    changes: [
      {
        file: 'client.ts',
        right: `      breaker.failed();
      throw new Unknown('did not answer', false);`,
        wrong: `      breaker.failed();
      throw new Refused('no_answer', 'the provider did not answer');`,
      },
    ],
    check: {
      file: ['money-cases.test.ts', 'wire.test.ts'],
      test: [
        'the provider > 22: is away: the buyer hears that it is not decided',
        'slow: the SDK asks 1 times, by default 3, always with the same key, and we say: unknown',
      ],
      red: 'AUTHORIZING',
    },
    servers: ['postgres'],
    hints: [
      'What is known of a call that was never answered? There are three possibilities, not two.',
      'In client.ts, `meaning` says what each error of the SDK means. Refused: nothing was done and never will be. Unknown: nobody knows.',
    ],
    why: `A time-out says nothing about what happened: the request may be lost, or done and its answer lost, or still on its way. Taken for a no, it frees the
buyer to pay a second time while the first payment goes through. The lab has three outcomes for every call: done, refused, unknown. Unknown is never a
failure and never repeated blindly: the buyer hears "not decided", and a look at the intent tells, now or by the completer. Its \`false\` says that there
was no answer, not even an error: so the next attempt keeps its key. It is the two generals' problem; every remote call has it.`,
  },
  {
    name: 'the-second-refund-never-comes',
    folder,
    title: 'Who gives back tickets one by one gets money for the first only',
    level: 2,
    kind: 'bug',
    symptom: `Support: "A customer gave back one of three tickets on Monday, and has the money. On Tuesday they gave back the others: the page answers
with an error of ours, the tickets are void, and no money comes." In the provider's log: idempotency_error.`,
    changes: [
      {
        file: 'flow.ts',
        right: `      refund: () =>
        provider.refund(\`\${key}:\${order.refundCents}\`, order.intentId!, order.refundCents - intent!.refunded),`,
        wrong: `      refund: () => provider.refund(key, order.intentId!, order.refundCents - intent!.refunded),`,
      },
    ],
    check: {
      file: 'money-cases.test.ts',
      test: 'money that goes back > 18: tickets go back one by one',
      red: 'other parameters',
    },
    servers: ['postgres'],
    hints: [
      'The provider says that a key was used before for something else. Which key does the second refund have?',
      'In flow.ts the key is made of the order, the step and the attempt. What of these is another on Tuesday?',
    ],
    why: `An idempotency key names one intention: the same for every repetition of it, and another for the next. Too narrow (a random one for each try) and a
lost answer refunds twice; too wide (one for all refunds of an order) and the second refund is taken for a repetition of the first: answered with the
old answer where the amounts are equal, refused where they are not. The total that is to go back belongs into it: it grows with each wish and stays
the same over retries.`,
  },
  {
    name: 'seen-and-without-effect',
    folder,
    title: 'A webhook that failed once is never heard again',
    level: 2,
    kind: 'bug',
    symptom: `An operator: "Our database was away for a second, in the middle of a webhook. We answered 503, the provider sent the same event again, and we
answered 204: seen. But the order hangs in AUTHORIZING. All events that came while the database was well had their effect."`,
    changes: [
      {
        file: 'phases.ts',
        right: `    told: (eventId: string, orderId: string | undefined, intent: Intent | undefined): Promise<boolean> =>
      db.transaction(async tx => {
        const order = orderId === undefined ? undefined : await lockOrder(tx, orderId);
        const { rowCount } = await tx.query('insert into webhook_inbox (event_id) values ($1) on conflict do nothing', [
          eventId,
        ]);
        if (!rowCount || !order) return rowCount === 1;`,
        wrong: `    async told(eventId: string, orderId: string | undefined, intent: Intent | undefined): Promise<boolean> {
      const { rowCount } = await db.query('insert into webhook_inbox (event_id) values ($1) on conflict do nothing', [
        eventId,
      ]);
      if (!rowCount || !orderId) return rowCount === 1; // a repetition takes no lock
      return db.transaction(async tx => {
        const order = await lockOrder(tx, orderId);`,
      },
      {
        file: 'phases.ts',
        right: `        await reached('commit event');
        return true;
      }),`,
        wrong: `        await reached('commit event');
        return true;
      });
    },`,
      },
      {
        file: 'phases.ts',
        right: `    /**
     * What follows from an event of the provider, and that it was seen: in one transaction, so it is seen when its effect is there, and not
     * before. False for one that was seen before.
     */`,
        wrong: '    /** What follows from an event of the provider. False for one that was seen before. */',
      },
    ],
    check: { file: 'mutants.test.ts', test: 'the check of webhooks > passes the sound one', red: 'had no effect' },
    servers: ['postgres'],
    hints: [
      'Each event is written down, so that one that comes twice is worked on once. When is it written down, and what if the work fails after that?',
      'In phases.ts, `told` does two things: it marks the event, and it changes the order. What happens to the first when the second is rolled back?',
    ],
    why: `"Seen" must become true in the same commit as the effect. Marked before, a crash in between turns the redelivery into a lie: seen, and without
effect. Marked after, in a commit of its own, a crash in between does it twice. With both in one transaction there is no in between, and at-least-once
delivery gives exactly one effect. It is the inbox pattern (an idempotent consumer); a dedupe store in another database than the effect cannot do it.`,
  },
];
