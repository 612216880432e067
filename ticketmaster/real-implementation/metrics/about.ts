import { AsyncLocalStorage } from 'node:async_hooks';

/** What is known of a request while it is answered, for its line in the log. */
export interface About {
  requestId: string;
  userId?: string;
  orderId?: string;
  /** Of the request that has created that order. */
  orderRequestId?: string | null;
}

/** The request that the code at hand works for; undefined in work that nobody asks for. */
export function requestsAtWork() {
  const storage = new AsyncLocalStorage<About>();
  return {
    run: storage.run.bind(storage) as (about: About, work: () => void) => void,
    now: (): About | undefined => storage.getStore(),

    /** The request is about that order. */
    isAbout(order: { orderId: string; requestId: string | null | undefined }): void {
      const about = storage.getStore();
      if (!about) return;
      about.orderId = order.orderId;
      about.orderRequestId = order.requestId ?? null;
    },
  };
}

export type RequestsAtWork = ReturnType<typeof requestsAtWork>;
