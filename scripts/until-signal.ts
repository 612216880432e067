/** Resolves with the first of these signals that comes; a second one ends the process at once. */
export function untilSignal(...signals: NodeJS.Signals[]): Promise<NodeJS.Signals> {
  return new Promise(resolve => {
    let came = false;
    for (const signal of signals) {
      process.on(signal, () => {
        if (came) process.exit(1);
        came = true;
        resolve(signal);
      });
    }
  });
}
