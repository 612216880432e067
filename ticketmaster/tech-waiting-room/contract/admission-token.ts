import type { KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import type { Visitor } from './ledger.ts';

/** What an admission token says: who, to which event, by which admission. */
export interface Admission {
  visitorId: string;
  eventId: string;
  /** The how-manieth admission of the event it is. */
  admission: number;
  /** When the visitor was let in, ms since 1970, in whole seconds. */
  admittedAt: number;
}

export interface AdmissionTokens {
  /** Always the same token for the same admission. */
  sign(eventId: string, visitor: Visitor & { state: 'ADMITTED' }): Promise<string>;
  /** What the token says; undefined when it is forged, changed, or has expired. Whether it was withdrawn only the ledger knows. */
  verify(token: string): Promise<Admission | undefined>;
}

/**
 * What tokens are signed with; asked for each time, since servers agree on another one after their ledger was flushed. A KeyObject, since
 * createHmac makes one of bytes each time, which takes five times as long as the HMAC. The same one as long as the secret is the same.
 */
export type Secret = () => Promise<KeyObject>;

const HEADER = { alg: 'HS256', typ: 'JWT' } as const;
const ISSUER = 'waiting-room';

/**
 * Admission tokens are JWTs (RFC 7519), signed with HMAC-SHA256. Whoever guards the seats can check one without asking us, and then takes
 * it also after its visitor has left, until it expires: for `admissionSeconds` at most more are inside than the room holds.
 * requireAdmission() asks the ledger, and refuses at once.
 */
export function admissionTokens(secret: Secret, now: () => number = Date.now): AdmissionTokens {
  return {
    sign: async (eventId, { visitorId, number, admission, admittedAt, expiresAt }) =>
      new SignJWT({ admission, number })
        .setProtectedHeader(HEADER)
        .setIssuer(ISSUER)
        .setAudience(eventId)
        .setSubject(visitorId)
        .setIssuedAt(Math.floor(admittedAt / 1_000))
        .setExpirationTime(Math.ceil(expiresAt / 1_000))
        .sign(await secret()),

    async verify(token) {
      const key = await secret();
      try {
        const { payload } = await jwtVerify<{ admission: number }>(token, key, {
          algorithms: [HEADER.alg], // whatever else the token claims to be signed with
          issuer: ISSUER,
          currentDate: new Date(now()),
          requiredClaims: ['sub', 'aud', 'iat', 'exp', 'admission'],
        });
        const { sub, aud, iat, admission } = payload;
        return { visitorId: sub!, eventId: String(aud), admission, admittedAt: iat! * 1_000 };
      } catch {
        return undefined; // jose throws a different error for each way of being wrong
      }
    },
  };
}
