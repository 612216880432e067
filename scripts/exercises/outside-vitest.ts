/** The environment for a process that a test starts and that is no part of its Vitest. */
export const outsideVitest = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('VITEST')));
