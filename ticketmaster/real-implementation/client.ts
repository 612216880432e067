/** A shop's API for a script that prepares something: what is not answered 2xx within ten seconds rejects, and says how it was answered. */
export function clientOf(url: string) {
  /** A key of its own goes with each call. `cookie` is the session, where the answer sets one. */
  async function call(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
    const answer = await fetch(url + path, {
      ...{ method, signal: AbortSignal.timeout(10_000) },
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
    // biome-ignore lint/suspicious/noExplicitAny: what a shop says, read by who knows what to expect
    const said: any = answer.status === 204 ? {} : await answer.json();
    return { said, cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '' };
  }

  return {
    call,
    /** A visitor whom nobody knows yet. */
    async session(): Promise<{ userId: string; cookie: string }> {
      const { said, cookie } = await call('POST', '/api/session');
      return { userId: said.userId, cookie };
    },
  };
}
