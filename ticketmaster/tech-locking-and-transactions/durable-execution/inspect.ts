import { env } from '@ticketmaster/common/env';
import { refuseToStart } from '@ticketmaster/common/http';
import { orderIdOf } from '@ticketmaster/locking/routes';
import { connectToPostgres } from '@ticketmaster/postgres/database';

/** What the journal knows of each attempt of an order. It is tables: whoever wants to know what a sale does asks by SQL, and stops nobody. */
export async function inspect(url: string, orderId: string, schema = 'locking_durable') {
  const db = connectToPostgres(url, { schema: `${schema}_dbos`, connections: 1 });
  try {
    const { rows } = await db.query<{ attempt: string; status: string; done: string[] }>(
      `select split_part(workflow_uuid, '/', 2) as attempt, status,
              array(select function_name from operation_outputs as step
                     where step.workflow_uuid = workflow_status.workflow_uuid and error is null order by function_id) as done
         from workflow_status where workflow_uuid like $1 || '/%' order by created_at`,
      [orderId],
    );
    return rows;
  } finally {
    await db.close();
  }
}

if (import.meta.main) {
  const orderId = orderIdOf(process.argv[2] ?? '', process.argv[3] ?? '');
  for (const attempt of await inspect(env.text('PG_URL'), orderId).catch(refuseToStart))
    console.log(JSON.stringify(attempt));
}
