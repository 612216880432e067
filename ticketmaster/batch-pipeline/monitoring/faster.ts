/** The rules with a sixth of each time, for a lab in which nobody waits for a minute: `for`, windows, and thresholds in seconds. */
export function sixTimesFaster(rules: string): string {
  const sixth = (seconds: number) => seconds / 6;
  return rules
    .replace(/for: (\d+)s/g, (_, time) => `for: ${sixth(Number(time))}s`)
    .replace(/\[(\d+)m\]/g, (_, time) => `[${sixth(Number(time) * 60)}s]`)
    .replace(/wait_seconds\) > (\d+)/g, (_, time) => `wait_seconds) > ${sixth(Number(time))}`)
    .replace(/le="(\d+)"/g, (_, time) => `le="${sixth(Number(time))}"`)
    .replace(/longer than (\d+) s/g, (_, time) => `longer than ${sixth(Number(time))} s`);
}
