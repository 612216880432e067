/**
 * Resolves when one of these signals comes, or when our parent (npm, say) has gone without passing one on. Another signal ends
 * the process at once; but within a second it is taken for the same Ctrl-C, which npm passes on after the terminal has.
 */
export function untilSignal(...signals: NodeJS.Signals[]): Promise<NodeJS.Signals | 'orphaned'> {
  return new Promise(resolve => {
    let first: number | undefined;
    for (const signal of signals) {
      process.on(signal, () => {
        first ??= performance.now();
        if (performance.now() - first > 1_000) process.exit(1);
        resolve(signal);
      });
    }
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && resolve('orphaned'), 250).unref();
  });
}
