import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '@ticketmaster/postgres/database';
import { migrate } from '@ticketmaster/postgres/migrate';
import { escapeIdentifier, escapeLiteral } from 'pg';

const file = (name: string) => join(import.meta.dirname, name);

/** A node by the URL at which the router finds it: another than ours, where the router runs in a container. */
export type Addresses = readonly { name: string; url: string }[];

/**
 * Makes the router's parents once, and its foreign tables anew whenever what they point at has changed. Each is done in one transaction, one
 * server after the other; where nothing has changed, nothing is locked.
 */
export async function layOut(router: Database, schema: string, nodes: Addresses): Promise<void> {
  await migrate(router, schema, { once: [file('router.sql')] });
  const wanted = nodes.map((_, nth) => foreignTables(schema, nodes, nth));
  await router.transaction(async tx => {
    await tx.query('select pg_advisory_xact_lock(hashtext($1))', [schema]);
    for (const { server, checksum, sql } of wanted) {
      const { rows } = await tx.query(
        `select from pg_foreign_server where srvname = $1 and obj_description(oid, 'pg_foreign_server') = $2`,
        [server, checksum],
      );
      if (rows.length === 0) await tx.query(sql);
    }
  });
}

/** router-node.sql, filled in. */
function foreignTables(schema: string, nodes: Addresses, nth: number) {
  const { name, url } = nodes[nth]!;
  const { hostname, port, pathname, username, password } = new URL(url);
  const server = `${schema}_${name}`; // servers are the database's, not a schema's
  const text = readFileSync(file('router-node.sql'), 'utf8');
  const values: Record<string, string> = {
    ...{ server: escapeIdentifier(server), node: name, nodes: `${nodes.length}`, nth: `${nth}` },
    ...{ schema: escapeLiteral(schema), host: escapeLiteral(hostname), port: escapeLiteral(port || '5432') },
    dbname: escapeLiteral(decodeURIComponent(pathname.slice(1))),
    user: escapeLiteral(decodeURIComponent(username)),
    password: escapeLiteral(decodeURIComponent(password)),
  };
  const checksum = createHash('sha256')
    .update(JSON.stringify([text, values]))
    .digest('hex');
  const fill = (sql: string) =>
    sql.replaceAll(/:([a-z]+)/g, (_, key: string) => ({ ...values, checksum: `'${checksum}'` })[key]!);
  return { server, checksum, sql: fill(text.replaceAll(/--.*$/gm, '')) };
}
