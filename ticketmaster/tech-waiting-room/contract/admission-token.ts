import { jwtVerify, SignJWT } from 'jose';
import type { Visitor } from './ledger.ts';

/** What an admission token says: who, to which event, by which admission. */
export interface Admission {
  visitorId: string;
  eventId: string;
  /** The how-manieth admission of the event it is. */
  admission: number;
}

export interface AdmissionTokens {
  /** Always the same token for the same admission. */
  sign(eventId: string, visitor: Visitor & { state: 'ADMITTED' }): Promise<string>;
  /** What the token says; undefined when it is forged, changed, or has expired. Whether it was withdrawn only the ledger knows. */
  verify(token: string): Promise<Admission | undefined>;
}

const HEADER = { alg: 'HS256', typ: 'JWT' } as const;
const ISSUER = 'waiting-room';

/** Admission tokens are JWTs (RFC 7519), signed with HMAC-SHA256, which whoever guards the seats checks without asking us. */
export function admissionTokens(secret: Uint8Array, now: () => number = Date.now): AdmissionTokens {
  return {
    sign: (eventId, { visitorId, number, admission, admittedAt, expiresAt }) =>
      new SignJWT({ admission, number })
        .setProtectedHeader(HEADER)
        .setIssuer(ISSUER)
        .setAudience(eventId)
        .setSubject(visitorId)
        .setIssuedAt(Math.floor(admittedAt / 1_000))
        .setExpirationTime(Math.ceil(expiresAt / 1_000))
        .sign(secret),

    async verify(token) {
      try {
        const { payload } = await jwtVerify<{ admission: number }>(token, secret, {
          algorithms: [HEADER.alg], // whatever else the token claims to be signed with
          issuer: ISSUER,
          currentDate: new Date(now()),
          requiredClaims: ['sub', 'aud', 'exp', 'admission'],
        });
        return { visitorId: payload.sub!, eventId: String(payload.aud), admission: payload.admission };
      } catch {
        return undefined; // jose throws a different error for each way of being wrong
      }
    },
  };
}
