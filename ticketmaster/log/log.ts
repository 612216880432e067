const levels = ['off', 'error', 'warn', 'info'] as const;
export type Level = (typeof levels)[number];

/** Lines for machines: one JSON object each, with `time` (ISO 8601), `level`, `process`, `what`, and whatever else is known. */
export interface Log {
  /** Whether lines of that level are written: ask before you gather what is costly. */
  writes(level: Level): boolean;
  (level: Exclude<Level, 'off'>, what: string, more?: Record<string, unknown>): void;
}

/**
 * Writes lines up to `level` to stdout: `error` is what needs a person, `warn` what is retried, `info` each change. What is undefined or null
 * is left out. `from` names the process, which adds its pid. Throws on a level that there is not.
 */
export function jsonLog(
  level: string,
  from: string,
  write = (line: string): unknown => process.stdout.write(line),
): Log {
  const most = levels.indexOf(level as Level);
  if (most < 0) throw new Error(`LOG must be ${levels.join(', ')}, got '${level}'`);
  const writes = (one: Level) => levels.indexOf(one) <= most;
  const log = (one: Level, what: string, more: Record<string, unknown> = {}) => {
    if (!writes(one)) return;
    const line = { time: new Date().toISOString(), level: one, process: `${from} ${process.pid}`, what, ...more };
    write(`${JSON.stringify(line, (_name, value: unknown) => value ?? undefined)}\n`);
  };
  return Object.assign(log, { writes });
}
