-- What the lessons' tables do not know: shows and venues to look for, tickets that were used, the key that signs them.

-- For a search that forgives a typo. One for the whole database, whatever schema asked first.
select pg_advisory_xact_lock(hashtext('pg_trgm'));
create extension if not exists pg_trgm with schema public;

create table venue (
  venue_id text primary key,
  name     text not null,
  city     text not null,
  layout   text not null check (layout in ('club', 'theatre', 'arena'))
);

-- A show is known long before its seats are: they are made when its sale opens, as rows of event and seat_inventory.
create table show (
  event_id     text primary key,
  venue_id     text not null references venue,
  name         text not null,
  performer    text not null,
  genre        text not null,
  starts_at    timestamptz not null,
  price_cents  integer not null check (price_cents between 50 and 10000000), -- of a seat whose category has no price of its own
  prices       jsonb not null default '{}', -- of a category of sections, in cents: {"A": 12900}
  status       text not null default 'ANNOUNCED' check (status in ('ANNOUNCED', 'ON_SALE', 'CLOSED')),
  waiting_room text not null default 'off' check (waiting_room in ('off', 'hold', 'auto')),
  fail_mode    text not null default 'closed' check (fail_mode in ('closed', 'open')), -- while nobody can be asked who is admitted
  notice       text not null default '' check (char_length(notice) <= 200), -- of the operator to those who wait
  words        text not null, -- name, performer, venue and city, in lower case
  found_by     tsvector generated always as (to_tsvector('simple', words)) stored
);
create index show_by_start on show (starts_at, event_id);
create index show_words on show using gin (found_by);

-- Every word of a show but numbers, to find the one that was meant: there are few words, and many shows.
create table word (
  word text primary key
);
create index word_trigrams on word using gin (word public.gin_trgm_ops);
create function note_words() returns trigger language plpgsql as $$
begin
  insert into word
  select word from (select distinct unnest(tsvector_to_array(found_by)) as word from noted) as words
   where word !~ '^\d+$' order by word -- in one order: no deadlock
      on conflict do nothing;
  return null;
end $$;
create trigger note_words_of_new after insert on show referencing new table as noted for each statement execute function note_words();
create trigger note_words_of_changed after update on show referencing new table as noted for each statement execute function note_words();

-- What a seat costs, where that is not the price of its event.
alter table seat_inventory add column price_cents integer;

create table ticket_key (
  one         boolean primary key default true check (one),
  private_key text not null
);

-- A ticket opens the door once.
create table check_in (
  ticket_id uuid primary key,
  gate      text not null,
  at        timestamptz not null default now()
);

-- Orders that were let in without an admission while Redis was away: they may be paid. Kept as orders are.
create table let_in (
  order_id uuid primary key,
  at       timestamptz not null default now()
);

-- Of each hold, what its visitor holds now and what ended unpaid.
create index purchase_held_by_user on purchase (user_id, event_id, created_at) where status in ('RESERVED', 'EXPIRED');
create index purchase_of_user on purchase (user_id, order_id desc);

-- The draw of a pre-queue: the hash of its seed is known from the beginning, the seed from its end. Who reads this table knows it before.
create table draw (
  event_id   text primary key references show,
  seed       bytea not null check (length(seed) = 32),
  commitment text not null generated always as (encode(sha256(seed), 'hex')) stored,
  entrants   integer not null default 0,
  closed_at  timestamptz,  -- from then on the list of entrants is fixed
  list_hash  text check (list_hash is null or closed_at is not null), -- from then on each has a place
  drawn_at   timestamptz check (drawn_at is null or list_hash is not null) -- from then on all are in the line, and the seed is public
);
create index draw_under_way on draw (event_id) where closed_at is not null and drawn_at is null;

create table entrant (
  event_id   text not null references draw,
  visitor_id text not null,
  joined_at  timestamptz not null default now(),
  device     text, -- where it is known
  place      integer,
  primary key (event_id, visitor_id),
  unique (event_id, place),
  unique (event_id, device) -- a browser is in it once
);
