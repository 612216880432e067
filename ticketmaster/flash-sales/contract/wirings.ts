/** Finds one of these by its name. All but `protected` break a promise, and are for who starts the servers with ALLOW_UNSAFE=1. */
export const namedIn =
  <Wiring>(wirings: Record<string, Wiring>) =>
  (name: string, allowUnsafe: boolean): Wiring => {
    if (!Object.hasOwn(wirings, name))
      throw new Error(`WIRING must be one of ${Object.keys(wirings).join(', ')}, got '${name}'`);
    if (name !== 'protected' && !allowUnsafe)
      throw new Error(`WIRING=${name} breaks promises on purpose: set ALLOW_UNSAFE=1, too`);
    return wirings[name]!;
  };
