-- The log: where each saga is. In the database of the seats, so that a line commits together with a step that is done there.
-- Run where it is missing.

create table if not exists saga (
  order_id   uuid primary key,
  step       text not null,
  state      text not null check (state in ('doing', 'undoing', 'done', 'undone')),
  why        text not null, -- it is being undone; '' where it is not
  updated_at timestamptz not null default now()
) with (fillfactor = 50); -- room on the page: a new line need not touch the index

-- Not on updated_at: that would change with every line, and the index with it.
create index if not exists saga_open on saga (order_id) where state in ('doing', 'undoing');
