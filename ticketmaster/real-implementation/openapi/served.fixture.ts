import type { IRouter } from 'express';

/** The part of express that says what it serves. */
interface Layer {
  /** At the root, and not under a path of its own. */
  slash: boolean;
  route?: { path: string | string[]; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
}

/** And not what answers to any method (express calls that `_all`). */
const isOne = (method: string) => method !== '_all';

/** Each method and path that a router answers, its own routers' too: `GET /api/events/{eventId}`. Throws for a router under a path. */
export function served({ stack }: Pick<IRouter, 'stack'>): string[] {
  return (stack as unknown as Layer[]).flatMap(({ route, handle, slash }) => {
    if (route)
      return Object.keys(route.methods)
        .filter(isOne)
        .flatMap(method =>
          [route.path].flat().map(path => `${method.toUpperCase()} ${path.replace(/:(\w+)/g, '{$1}')}`),
        );
    if (!handle.stack) return []; // middleware
    if (!slash) throw new Error('a router under a path: what its routes are called is not known here');
    return served({ stack: handle.stack as unknown as IRouter['stack'] });
  });
}
