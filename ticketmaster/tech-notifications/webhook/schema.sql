create table webhook (
  visitor_id text primary key,
  url text not null,
  origin text not null, -- of the url: who shares one shares a bound
  secrets text[] not null, -- one, or two while they are changed
  state text not null default 'ACTIVE' check (state in ('ACTIVE', 'DISABLED')),
  due_at timestamptz not null, -- not before: the pause after a failure
  waiting boolean not null default true, -- false: there was nothing to send to this visitor, and nothing came since
  lease_until timestamptz -- of the server that is sending; until then due_at is infinity, unless somebody registers meanwhile
);
create index webhook_next on webhook (origin, coalesce(lease_until, due_at)) where state = 'ACTIVE' and waiting;

-- In the transaction that appends: a claim reads what is waiting, however many webhooks and notifications there are.
create function webhook_has_waiting() returns trigger language plpgsql set search_path from current as $$
begin
  perform from webhook where visitor_id in (select visitor_id from appended)
    order by visitor_id for update; -- in one order, or two of us block each other for ever
  update webhook set waiting = true where not waiting and visitor_id in (select visitor_id from appended);
  return null;
end $$;
create trigger webhook_has_waiting after insert on notification
  referencing new table as appended for each statement execute function webhook_has_waiting();
