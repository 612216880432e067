-- How far the app of a visitor has acknowledged: it has everything up to this seq.
create table inbox (
  visitor_id text primary key references recipient on delete cascade,
  acknowledged int not null
);

-- A commit that holds notifications wakes who waits: NOTIFY is part of the transaction, so there is no instant at which the one has happened and the
-- other has not. The payload names the visitors, a hundred at a time: 8,000 bytes is all that fits.
create function wake() returns trigger language plpgsql as $$
begin
  perform pg_notify(tg_table_schema, string_agg(visitor_id, ' '))
    from (select visitor_id, (row_number() over () - 1) / 100 as part from added) as parted
   group by part;
  return null;
end $$;

create trigger wake after insert on notification
  referencing new table as added for each statement execute function wake();
