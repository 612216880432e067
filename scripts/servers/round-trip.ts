/** The URL that `need` put into the environment; scripts/servers/test.sh needs every server that a round trip is made with. */
export function urlOf(variable: string): string {
  const url = process.env[variable];
  if (!url) throw new Error(`${variable} is not set: run scripts/servers/test.sh, which starts the server`);
  return url;
}

export const unique = (what: string) => `${what}-${crypto.randomUUID().slice(0, 8)}`;
