import type { Movement } from './audit.ts';

/** All movements of money in the books of the stand-in, the oldest first. Stripe has them as balance transactions, a day later. */
export async function ledgerOf(providerUrl: string, orderIds?: Set<string>): Promise<Movement[]> {
  if (!providerUrl) throw new Error('only the stand-in shows its ledger');
  const movements: Movement[] = [];
  for (let after = 0; ; ) {
    const response = await fetch(`${providerUrl}/ledger?after=${after}&limit=1000`, {
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`the ledger was answered ${response.status}`);
    const page = ((await response.json()) as { movements: (Movement & { seq: number })[] }).movements;
    for (const movement of page)
      if (!orderIds || (movement.orderId && orderIds.has(movement.orderId))) movements.push(movement);
    if (page.length === 0) return movements;
    after = page.at(-1)!.seq;
  }
}
