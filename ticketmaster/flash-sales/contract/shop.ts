import type { Answer } from './client.ts';

/** A flash sale as its clients see it, by HTTP, whatever its document calls things. Never rejects: status 0 is no answer. */
export interface Shop {
  putOnSale(itemId: string, units: number): Promise<Answer>;
  view(itemId: string): Promise<Answer>;
  /** Of one unit, by a buyer of its own for each key: 201 when it is sold. `unit`, from 0, is which one, where they are not all the same. */
  purchase(itemId: string, key: string, unit: number): Promise<Answer>;
  /** What a purchase that was answered so is stored as: 404 where it is not. */
  stored(sold: Answer): Promise<Answer>;
  audit(itemId: string): Promise<Counts>;
  close(): void;
}

/** Of an audit, what every sale tells. */
export interface Counts {
  confirmed: number;
  oversold: number;
}
