import { jwtVerify, SignJWT } from 'jose';

const HEADER = { alg: 'HS256', typ: 'JWT' } as const;
const ISSUER = 'notifications';

/** Admission tokens are JWTs (RFC 7519), as those of the waiting room: whoever guards the seats checks them by the secret alone. */
export function admissionTokens(secret: Uint8Array) {
  return {
    sign: (visitorId: string, eventId: string, expiresAt: number): Promise<string> =>
      new SignJWT()
        .setProtectedHeader(HEADER)
        .setIssuer(ISSUER)
        .setAudience(eventId)
        .setSubject(visitorId)
        .setExpirationTime(Math.ceil(expiresAt / 1_000))
        .sign(secret),

    /** Whom it lets in, to what; undefined when it is forged, changed, or has expired by `now`. */
    async verify(token: string, now = Date.now()): Promise<{ visitorId: string; eventId: string } | undefined> {
      const checks = { algorithms: [HEADER.alg], issuer: ISSUER, requiredClaims: ['sub', 'aud', 'exp'] };
      return jwtVerify(token, secret, { ...checks, currentDate: new Date(now) }).then(
        ({ payload }) => ({ visitorId: payload.sub!, eventId: String(payload.aud) }),
        () => undefined, // jose throws a different error for each way of being wrong
      );
    },
  };
}
