import type { Exercise } from '../exercise.ts';

const folder = 'simplest-implementation';

export const simplest: Exercise[] = [
  {
    name: 'cancel-frees-a-strangers-seat',
    folder,
    title: 'An order that is over gives away the seat of another buyer',
    level: 1,
    kind: 'bug',
    symptom: `Support: "Bob holds seat S01 and is about to pay when the page says that it belongs to Cyd. Neither of them did anything wrong. We only
see that Ada, whose hold on the same seat had ended ten minutes before, has just clicked 'cancel my order'."`,
    changes: [
      {
        file: 'cancel.sql',
        right: `    update seat_inventory -- only what is still ours: an expired hold may be somebody else's by now
    set status = 'AVAILABLE', order_id = null, reserved_until = null, version = version + 1
    where event_id = it.event_id and seat_id = any (it.seat_ids) and order_id = p_order;`,
        wrong: `    update seat_inventory
    set status = 'AVAILABLE', order_id = null, reserved_until = null, version = version + 1
    where event_id = it.event_id and seat_id = any (it.seat_ids);`,
      },
    ],
    check: { file: 'box-office.test.ts', test: 'cancelling > of an expired order leaves alone', red: 'SEAT_TAKEN' },
    servers: ['postgres'],
    hints: [
      'A hold ends by comparison with the clock. Nobody writes that down, so the order still names the seats that it had.',
      'Look at cancel.sql: which rows does it set free, and whose are they by then?',
    ],
    why: `A hold is a lease: it ends by itself, and the seat may be held by somebody else while the old order still has its name on a list. So
whoever releases has to prove that it is still the owner, in the same statement that releases: \`and order_id = p_order\`. It is the same bug as
a lock in Redis that is deleted without comparing its token: the late owner frees the lock of the next one.`,
  },
  {
    name: 'looked-before-the-lock',
    folder,
    title: 'Two buyers in the same millisecond both get the seat',
    level: 2,
    kind: 'bug',
    symptom: `Support, on the evening of an on-sale: "Ada and Bob both have a page that says 'seat S01 is held for you'. Ada cannot pay: 'your hold
has ended', though it is a minute old. It never happens when we try it by hand, one after the other."`,
    changes: [
      {
        file: 'reserve.sql',
        right: '-- All seem free: lock them and look again. A row that was waited for is seen as it is now.',
        wrong: '-- All are free: lock them, so that nobody else takes them from here on.',
      },
      {
        file: 'reserve.sql',
        right: `    select array_agg(seat_id order by seat_id) filter (where status = 'SOLD' or reserved_until > p_now), sum(price_cents)
    into taken, total
    from (
      select *`,
        wrong: `    select sum(price_cents)
    into total
    from (
      select price_cents`,
      },
    ],
    check: { file: 'races.test.ts', test: 'looks once more at a seat that it has waited for', red: 'SEAT_TAKEN' },
    servers: ['postgres'],
    hints: [
      'There is a lock, and it is in the right place. What does Bob know about the seat, and since when?',
      'In reserve.sql, follow `taken`: Bob reads it, waits for the lock until Ada has committed, and then decides by what he has read.',
      'After `for update` a row is seen as it is now. What is asked of it there?',
    ],
    why: `A lock keeps others away from now on; it says nothing about what was read before. The quick look without a lock is an optimization for
losers, who are most. Whoever waited for the lock must read the row again, and PostgreSQL gives the row as the other transaction has left it.
Without that it is check-then-act, a lost update: Bob overwrites Ada's hold. The field's name for the cure is double-checked locking.`,
  },
  {
    name: 'the-answer-was-lost',
    folder,
    title: 'A buyer whose answer was lost pays again, hears "already paid", and gets no tickets',
    level: 2,
    kind: 'bug',
    symptom: `A customer: "I paid in the train, in a tunnel. Your app tried once more by itself and then said 'this order was already paid'. By whom?
My card was charged, and I see no tickets." The app sends the same Idempotency-Key both times, as it should.`,
    changes: [
      {
        file: 'pay.sql',
        right: `  select * into earlier from payment where idempotency_key = p_key;
  if earlier.idempotency_key is not null then`,
        wrong: `  if it.status = 'CONFIRMED' then
    return jsonb_build_object('outcome', 'ALREADY_PAID');
  end if;

  select * into earlier from payment where idempotency_key = p_key;
  if earlier.idempotency_key is not null then`,
      },
      {
        file: 'pay.sql',
        right: `    answer := case earlier.status when 'CAPTURED' then 'CONFIRMED' else 'DECLINED' end;
  elsif it.status = 'CONFIRMED' then
    return jsonb_build_object('outcome', 'ALREADY_PAID');
  elsif`,
        wrong: `    answer := case earlier.status when 'CAPTURED' then 'CONFIRMED' else 'DECLINED' end;
  elsif`,
      },
    ],
    check: {
      file: 'box-office.test.ts',
      test: 'paying > repeats its answer for the same key',
      red: 'ALREADY_PAID',
    },
    servers: ['postgres'],
    hints: [
      'The second call has the same key as the first. What should it be answered, and what is asked first?',
      'In pay.sql, compare the order of two questions: "was this order paid?" and "is this the same call again?"',
    ],
    why: `After a lost answer a client knows nothing: it can only call again with the same key, and needs the answer that it has missed. So an
idempotent operation asks for the key before it asks for the state, because the state was changed by that very call. The payment and its key are
one row in the commit that issues the tickets, so the key is known exactly when its effect is there. "Already paid" is for another key.`,
  },
];
