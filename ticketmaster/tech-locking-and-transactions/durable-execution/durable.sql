-- Our endpoint at the provider, and the secret that its webhooks are signed with: told once.
create table webhook_endpoint (
  url    text primary key,
  secret text not null
);
