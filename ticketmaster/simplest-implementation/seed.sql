-- Three venues, six events, their seats and prices. Run once.

insert into venue (venue_id, name, city) values
  ('V1', 'Harbour Arena', 'Lisbon'),
  ('V2', 'Old Opera', 'Vienna'),
  ('V3', 'Cellar Club', 'Berlin');

insert into event (event_id, venue_id, name, starts_at, currency) values
  ('E1', 'V1', 'Ada and the Lovelaces', '2027-06-18T19:00:00Z', 'EUR'),
  ('E2', 'V1', 'Ada and the Lovelaces, extra night', '2027-06-19T19:00:00Z', 'EUR'),
  ('E3', 'V2', 'The Magic Flute', '2027-09-04T18:30:00Z', 'EUR'),
  ('E4', 'V3', 'Night of the Synths', '2027-02-12T21:00:00Z', 'EUR'),
  ('E5', 'V1', 'Harbour Comedy Gala', '2027-11-27T19:30:00Z', 'EUR'),
  ('E6', 'V2', 'Winter Concert', '2027-12-18T18:00:00Z', 'EUR');

insert into seat (seat_id, venue_id, section, row, number)
select concat_ws('-', plan.venue_id, section, r, n), plan.venue_id, section, r::text, n
from (values ('V1', array['A', 'B', 'C', 'D'], 10, 20), ('V2', array['BALCONY', 'STALLS'], 8, 15), ('V3', array['FLOOR'], 2, 10))
       as plan (venue_id, sections, rows, numbers),
     unnest(plan.sections) as section,
     generate_series(1, plan.rows) as r,
     generate_series(1, plan.numbers) as n;

insert into seat_inventory (event_id, seat_id, price_cents)
select event_id, seat_id, case when section in ('A', 'STALLS') then 12000 when section in ('B', 'BALCONY') then 9000 else 6000 end
from event
join seat using (venue_id);
