import type { Json, JsonObject } from './manifests.ts';

/** Lists whose items have a name: a patch changes the item of that name, or puts a new one in front. All other lists it replaces. */
const keyOf: Record<string, string> = {
  containers: 'name',
  initContainers: 'name',
  volumes: 'name',
  env: 'name',
  volumeMounts: 'mountPath',
};

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A strategic merge: what the patch says counts, null takes away. Directives ($patch) are not of this subset. */
export function merged(base: JsonObject, patch: JsonObject): JsonObject {
  const result = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) throw new Error(`${key} is not understood here`);
    const before = base[key];
    if (value === null) delete result[key];
    else if (isObject(value) && isObject(before)) result[key] = merged(before, value);
    else if (Array.isArray(value) && Array.isArray(before) && keyOf[key])
      result[key] = mergedLists(before, value, keyOf[key]);
    else result[key] = value;
  }
  return result;
}

function mergedLists(before: Json[], patch: Json[], key: string): Json[] {
  const named = (list: Json[]) => list.filter(isObject);
  const fresh = named(patch).filter(item => !named(before).some(other => other[key] === item[key]));
  const changed = named(before).map(item => {
    const change = named(patch).find(other => other[key] === item[key]);
    return change ? merged(item, change) : item;
  });
  return [...fresh, ...changed];
}

export interface Operation {
  op: 'add' | 'replace' | 'remove';
  path: string;
  value?: Json | undefined;
}

/** JSON patches (RFC 6902): add, replace, remove. Throws when a step of the path is not there. */
export function patched(base: JsonObject, operations: Operation[]): JsonObject {
  const result = structuredClone(base);
  for (const { op, path, value = null } of operations) {
    const steps = path
      .split('/')
      .slice(1)
      .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = steps.pop();
    const parent = steps.reduce<Json | undefined>(inside, result);
    if (last === undefined || typeof parent !== 'object' || parent === null) throw new Error(`there is no ${path}`);
    if (op !== 'add' && inside(parent, last) === undefined) throw new Error(`there is no ${path} to ${op}`);
    if (!Array.isArray(parent)) {
      if (op === 'remove') delete parent[last];
      else parent[last] = value;
    } else {
      const index = last === '-' ? parent.length : Number(last);
      parent.splice(index, op === 'add' ? 0 : 1, ...(op === 'remove' ? [] : [value]));
    }
  }
  return result;
}

function inside(value: Json | undefined, step: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(step)];
  return isObject(value) ? value[step] : undefined;
}
