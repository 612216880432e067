/** What a check expected and what came, in a line each. Lists are told by what differs, other values with who said them `last`. */
export function whatCame(error: unknown, last?: string): string[] {
  if (!(error instanceof Error)) return [`Failed: ${error}`];
  const { actual, expected, generatedMessage } = error as {
    actual?: unknown;
    expected?: unknown;
    generatedMessage?: boolean;
  };
  if (!generatedMessage || actual === expected)
    return [`Failed: ${error.message.split('\n')[0]!.replace(/:? *$/, '')}`];
  if (!isList(actual) || !isList(expected))
    return [`Expected: ${JSON.stringify(expected)}`, `Came: ${JSON.stringify(actual)}${last ? ` (${last})` : ''}`];
  const missing = expected.filter(one => !actual.includes(one));
  const twice = [...new Set(actual.filter((one, nth) => actual.indexOf(one) < nth))];
  const strange = actual.filter(one => !expected.includes(one));
  const differs = [
    ...(missing.length ? [`missing: ${few(missing)}`] : []),
    ...(twice.length ? [`more than once: ${few(twice)}`] : []),
    ...(strange.length ? [`not expected: ${few(strange)}`] : []),
  ];
  const order = differs.length ? '' : ', all of them in another order';
  return [`Expected: ${few(expected)}`, `Came: ${few(actual)}${order}${differs.map(one => `; ${one}`).join('')}`];
}

const isList = (value: unknown): value is unknown[] => Array.isArray(value);

const few = (list: unknown[]): string => {
  if (list.length === 0) return 'nobody';
  return list.length > 5 ? `${list.slice(0, 3).join(', ')}, … ${list.length} in all` : list.join(', ');
};
