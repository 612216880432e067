/** The code of a ticket that changes, made here without asking the server: tickets/rotating.ts says how it is put together. */
export interface Rotation {
  secret: string;
  everySeconds: number;
}

/** Undefined where the browser makes no HMAC: on a page that came by plain HTTP from another machine. */
export async function rotatingCode(
  code: string,
  rotation: Rotation,
): Promise<((now: number) => Promise<string>) | undefined> {
  if (!globalThis.crypto?.subtle) return undefined;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytesOf(rotation.secret), algorithm, false, ['sign']);
  return async now => {
    const step = Math.floor(now / 1_000 / rotation.everySeconds);
    const proof = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`${step}`));
    return `${code}.${step}.${textOf(new Uint8Array(proof, 0, 12))}`;
  };
}

const bytesOf = (base64url: string) =>
  Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), sign => sign.charCodeAt(0));

const textOf = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
