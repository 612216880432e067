-- What is on sale, and what was bought. Both are kept as long as the sale.
create table product (
  product_id   text primary key,
  units        integer not null check (units > 0),
  stock        integer not null, -- no check: what the wirings without protection do must be seen
  version      integer not null default 1, -- each sale adds one
  price_cents  integer not null check (price_cents >= 0)
);

create table purchase_order (
  order_id     uuid primary key default uuidv7(),
  product_id   text not null references product,
  user_id      text not null,
  quantity     integer not null check (quantity > 0),
  total_cents  integer not null,
  key          text not null,
  digest       text not null,
  created_at   timestamptz not null default clock_timestamp(),
  unique (user_id, key)
);

create index on purchase_order (product_id);
