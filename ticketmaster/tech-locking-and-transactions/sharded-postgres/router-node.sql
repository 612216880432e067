-- One node, as the router sees it. Run for each of them; router.ts fills in what begins with a colon.

drop server if exists :server cascade; -- with its foreign tables: not a row is in them
create server :server foreign data wrapper postgres_fdw options (
  host :host, port :port, dbname :dbname,
  connect_timeout '3', keepalives_idle '10', keepalives_interval '3', keepalives_count '3', tcp_user_timeout '20000',
  async_capable 'true', -- who reads from all nodes asks them at once
  options '-c statement_timeout=5000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=30000'
);
comment on server :server is :checksum;
create user mapping for current_user server :server options (user :user, password :password);

create foreign table event_:node partition of event for values with (modulus :nodes, remainder :nth)
  server :server options (schema_name :schema, table_name 'event');
create foreign table seat_inventory_:node partition of seat_inventory for values with (modulus :nodes, remainder :nth)
  server :server options (schema_name :schema, table_name 'seat_inventory');
create foreign table orders_:node partition of orders for values with (modulus :nodes, remainder :nth)
  server :server options (schema_name :schema, table_name 'orders');
create foreign table ticket_:node partition of ticket for values with (modulus :nodes, remainder :nth)
  server :server options (schema_name :schema, table_name 'ticket');
create foreign table payment_:node partition of payment for values with (modulus :nodes, remainder :nth)
  server :server options (schema_name :schema, table_name 'payment');
create foreign table moved_:node partition of moved for values with (modulus :nodes, remainder :nth)
  server :server options (schema_name :schema, table_name 'moved');
