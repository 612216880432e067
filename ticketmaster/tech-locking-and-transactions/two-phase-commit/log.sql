-- The coordinator's log: a row is the decision COMMIT. There are no rows for rolling back. Run where it is missing.

create table if not exists decision (
  gid        text primary key,
  decided_at timestamptz not null default now()
);
