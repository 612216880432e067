create table webhook (
  visitor_id text primary key,
  url text not null,
  origin text not null, -- of the url: who shares one shares a bound
  secrets text[] not null, -- one, or two while they are changed
  state text not null default 'ACTIVE' check (state in ('ACTIVE', 'DISABLED')),
  due_at timestamptz not null, -- not before: the pause after a failure
  lease_until timestamptz -- of the server that is sending; until then due_at is infinity, unless somebody registers meanwhile
);
