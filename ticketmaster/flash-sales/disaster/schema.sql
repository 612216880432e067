-- What is on sale, and what became of each purchase. Both are kept as long as the sale.
create table item (
  item_id      text primary key,
  units        integer not null check (units > 0),
  inventory    integer not null check (inventory >= 0),
  price_cents  integer not null check (price_cents > 0)
);

create table purchase_order (
  order_id        uuid primary key default uuidv7(),
  item_id         text not null references item,
  user_id         text not null,
  quantity        integer not null check (quantity > 0),
  status          text not null default 'RESERVED' check (status in ('RESERVED', 'CONFIRMED', 'CANCELLED')),
  total_cents     integer not null,
  payment_method  text not null, -- the provider's name for a card
  key             text not null,
  digest          text not null,
  reserved_until  timestamptz not null,
  changed_at      timestamptz not null default clock_timestamp(),
  unique (user_id, key)
);

create index on purchase_order (changed_at) where status = 'RESERVED';
create index on purchase_order (item_id, status);
