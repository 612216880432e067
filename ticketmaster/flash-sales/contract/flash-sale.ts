/** So many units of one thing on sale: of a product, or the seats of an event. */
export interface Item {
  itemId: string;
  /** At the start of the sale. */
  units: number;
  /** What one unit costs; 0 where the sale takes no money. */
  priceCents: number;
}

export interface Purchase {
  /** Of the attempt: the same again is the same purchase, and has the same answer. */
  key: string;
  itemId: string;
  userId: string;
  quantity: number;
  /** Of the provider, such as pm_card_visa. */
  paymentMethod: string;
  /** Which unit, where they are not all the same. Then `quantity` is 1. */
  unit?: string;
}

export type OrderStatus = 'RESERVED' | 'CONFIRMED' | 'CANCELLED';

export interface Order {
  orderId: string;
  itemId: string;
  userId: string;
  quantity: number;
  status: OrderStatus;
  totalCents: number;
}

/** Why nothing was sold. Only PAYMENT_FAILED leaves an order, which is CANCELLED. */
export type Refusal = 'BEING_PURCHASED' | 'OUT_OF_STOCK' | 'PAYMENT_FAILED' | 'KEY_REUSED' | 'NO_SUCH_ITEM';

/** RESERVED where it is not known yet whether the money was taken. */
export type Outcome =
  | { status: 'CONFIRMED' | 'RESERVED'; order: Order }
  | { status: 'REFUSED'; reason: Exclude<Refusal, 'PAYMENT_FAILED'> }
  | { status: 'REFUSED'; reason: 'PAYMENT_FAILED'; order: Order };

/** What is stored, counted. Units, not orders. */
export interface Audit {
  itemId: string;
  units: number;
  inventory: number;
  reserved: number;
  confirmed: number;
  cancelled: number;
  capturedCents: number;
  /** Sold or promised beyond what there was. */
  oversold: number;
  /** That nobody has, and nobody can buy. */
  lost: number;
  /** Confirmations that were sent; null where the sale sends none. */
  mails: number | null;
}

/** Called between two steps of a purchase, with the name of the one that is done; what it throws or awaits happens there. */
export type Checkpoint = (step: string) => unknown;

/**
 * A flash sale: one thing, few units, everybody at once. Promises (promises.ts):
 *
 *   neverOversold        no more units are confirmed than there were
 *   paidIffConfirmed     money is kept for what is confirmed, and for nothing else
 *   restoredOnFailure    units of a purchase that failed can be bought again
 *   lockAlwaysReleased   after a purchase, however it ended, the next one is not kept waiting
 *   onlyTheOwnerReleases who was too slow does not take away the lock of who came after
 *   sameAnswer           the same purchase again is the same order; another under its key is refused
 *   survivesKill         after a crash at any step and `settle`, nothing is reserved for ever, lost or paid for nothing
 */
export interface FlashSale {
  putOnSale(item: Item): Promise<void>;
  inventory(itemId: string): Promise<{ inventory: number; priceCents: number } | undefined>;
  purchase(purchase: Purchase, reached?: Checkpoint): Promise<Outcome>;
  order(orderId: string): Promise<Order | undefined>;
  /** Finishes or undoes what a crash, or a provider that did not answer, left half done; answers how many orders that were. */
  settle(): Promise<number>;
  audit(itemId: string): Promise<Audit | undefined>;
  close(): Promise<void>;
}

/** The two sums that every sale has to get right. */
export const balanced = (audit: Omit<Audit, 'oversold' | 'lost'>): Audit => {
  const left = audit.units - audit.reserved - audit.confirmed;
  return {
    ...audit,
    oversold: Math.max(0, -left),
    lost: Math.max(0, left) - Math.min(audit.inventory, Math.max(0, left)),
  };
};
