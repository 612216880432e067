/** Reads settings from the environment, in server.ts and tests only; a wrong value stops the start, not the first use. */
export const env = {
  /** A text that must be there, unless a fallback is given. */
  text(name: string, fallback?: string): string {
    const value = process.env[name] || fallback;
    if (value === undefined) throw new Error(`${name} is not set; run.sh and test.sh set it`);
    return value;
  },

  /** A whole number, 0 or more. */
  count(name: string, fallback: number): number {
    const text = process.env[name] || `${fallback}`;
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} must be a whole number, got '${text}'`);
    return value;
  },
};
