import { unavailable } from '@ticketmaster/common/http';
import { Problem } from '@ticketmaster/common/problem';

/** Where a Restate is. */
export interface RestateUrls {
  /** Where services are called. */
  ingress: string;
  /** Where they are registered, and looked at. */
  admin: string;
}

/** In the lab the admin API is at the next port. */
export function restateAt(ingress: string, admin = ''): RestateUrls {
  const url = new URL(ingress);
  url.port = `${Number(url.port) + 1}`;
  return { ingress: ingress.replace(/\/$/, ''), admin: (admin || url.href).replace(/\/$/, '') };
}

/** How long an answer about services and sales is waited for. */
const ADMIN_MS = 10_000;

/** A call that has not ended. */
export interface Invocation {
  id: string;
  /** running, backing-off, suspended (it waits for something), paused (it was tried too often) … */
  status: string;
  target_service_key: string;
  retry_count?: number;
  last_failure?: string;
  last_failure_error_code?: string;
}

/** The calls of Restate's HTTP interfaces that the lesson needs: no client package is needed for them. */
export function restateClient({ ingress, admin }: RestateUrls) {
  async function asking(url: string, init: RequestInit, ms: number): Promise<Response> {
    const headers = {
      accept: 'application/json',
      ...(init.body && { 'content-type': 'application/json' }),
      ...init.headers,
    };
    const signal = AbortSignal.any([AbortSignal.timeout(ms), ...(init.signal ? [init.signal] : [])]);
    return fetch(url, { ...init, headers, signal });
  }
  async function query<Row>(sql: string): Promise<Row[]> {
    const response = await expectOk(await asking(`${admin}/query`, post({ query: sql }), ADMIN_MS));
    return ((await response.json()) as { rows: Row[] }).rows;
  }
  const post = (body: unknown) => ({ method: 'POST', body: JSON.stringify(body) });

  return {
    /**
     * Calls a handler of a virtual object and waits for its answer. Whoever calls with the same `once`, while that call is under way, waits for it,
     * too. Rejects with a Problem that is retryable where no answer comes: the call goes on by itself.
     */
    async call<T>(path: string, once: string, input: unknown, ms: number, signal: AbortSignal): Promise<T> {
      const init = { ...post(input), headers: { 'idempotency-key': once }, signal };
      const response = await asking(`${ingress}/${path}`, init, ms).catch(() => undefined);
      if (!response) throw undecided();
      const answer = await response.text().catch(() => undefined);
      if (answer === undefined || response.status === 503) throw undecided();
      if (response.status === 404) throw unavailable('the service that sells'); // nobody has registered it yet
      if (!response.ok) throw new Error(`Restate answered ${response.status} to ${path}: ${answer}`);
      return JSON.parse(answer) as T;
    },

    /** Tells a handler something, and waits for nothing but that Restate has it. */
    async tell(path: string): Promise<void> {
      await expectOk(await asking(`${ingress}/${path}/send`, { method: 'POST' }, ADMIN_MS));
    },

    /** Says at which address the services of `uri` are; Restate asks there which they are. The same again changes nothing. */
    async register(uri: string): Promise<void> {
      await expectOk(await asking(`${admin}/deployments`, post({ uri }), ADMIN_MS));
    },

    async knows(service: string): Promise<boolean> {
      return (await asking(`${admin}/services/${service}`, {}, ADMIN_MS)).ok;
    },

    /** What of a service has not ended. */
    open: (service: string) =>
      query<Invocation>(
        `select id, status, target_service_key, retry_count, last_failure, last_failure_error_code
           from sys_invocation where target_service_name = '${service}' and status <> 'completed'`,
      ),

    /** Tries at once what waits for its next attempt, or waits for nothing any more since there were too many. */
    async resume(id: string): Promise<void> {
      await asking(`${admin}/invocations/${id}/resume`, { method: 'PATCH' }, ADMIN_MS); // it may have gone on by itself
    },

    ready: async () => void (await expectOk(await asking(`${admin}/health`, {}, ADMIN_MS))),
  };
}

export type RestateClient = ReturnType<typeof restateClient>;

async function expectOk(response: Response): Promise<Response> {
  if (!response.ok) throw new Error(`Restate answered ${response.status} to ${response.url}: ${await response.text()}`);
  return response;
}

const undecided = () =>
  new Problem(503, 'undecided', 'the sale has not ended yet; the same Idempotency-Key will tell what became of it', {
    retryable: true,
  });
