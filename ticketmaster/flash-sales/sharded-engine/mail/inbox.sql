-- The notification service's inbox: what it has heard, each ticket once, and what became of its mail. Kept as long as the sale.
create table mail (
  ticket_id    uuid primary key, -- heard again, it is the same row
  event_id     text not null,
  seat_id      text not null,
  email        text not null,
  state        text not null default 'PENDING' check (state in ('PENDING', 'SENT', 'REFUSED')),
  attempts     integer not null default 0,
  due_at       timestamptz not null default clock_timestamp(),
  said         text, -- by the mail server, at last
  received_at  timestamptz not null default clock_timestamp()
);

create index on mail (due_at) where state = 'PENDING';
create index on mail (event_id) where state = 'SENT';
