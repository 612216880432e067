-- The router's parents: the tables of the nodes, without a row of its own. No primary key and no unique index: a unique index cannot span
-- foreign tables, so that each node promises for its own rows, and nobody for all of them.

create extension if not exists postgres_fdw with schema public;

-- Which partition an event belongs to: the first 32 bits of its MD5, modulo the nodes, as homeOf in nodes.ts says, too. PostgreSQL adds a
-- constant to what the function of a hash partition answers. It is taken away here, so that the sum is those bits again.
create function event_hash(event_id text, seed bigint) returns bigint language sql immutable strict parallel safe
return ('x' || left(md5(event_id), 8))::bit(32)::bigint - 5305509591434766563; -- 0x49a0f4dd15e5a8e3

create operator class event_hash_ops for type text using hash as
  operator 1 =,
  function 2 event_hash(text, bigint);

create table event (
  event_id text not null, price_cents integer not null, closed boolean not null default false, epoch integer not null default 0
) partition by hash (event_id event_hash_ops);

create table seat_inventory (
  event_id text not null, seat_id text not null, section text not null, place integer not null,
  order_id uuid, version integer not null default 0, fence bigint not null default 0
) partition by hash (event_id event_hash_ops);

create table orders (
  order_id uuid not null, event_id text not null, user_id text not null, wish text not null, seat_ids text[] not null,
  status text not null, total_cents integer not null default 0, created_at timestamptz not null default now()
) partition by hash (event_id event_hash_ops);

create table ticket (
  ticket_id uuid not null default uuidv7(), event_id text not null, seat_id text not null, order_id uuid not null
) partition by hash (event_id event_hash_ops);

create table payment (
  payment_id uuid not null default uuidv7(), key text not null, request text not null, order_id uuid not null,
  event_id text not null, cents integer not null, currency char(3) not null, status text not null
) partition by hash (event_id event_hash_ops);

create table moved (
  event_id text not null, node text not null, epoch integer not null
) partition by hash (event_id event_hash_ops);
