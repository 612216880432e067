import { type ProviderClient, Refused, Unknown } from '@ticketmaster/two-phase-payments/client';
import type { Instruments } from './instruments.ts';

/** The same provider; how long each call takes, and what it comes to, is counted. */
export function countedProvider(provider: ProviderClient, calls: Instruments['provider']): ProviderClient {
  async function counted<T extends object>(call: string, work: Promise<T>): Promise<T> {
    const end = calls.startTimer({ call });
    try {
      const answer = await work;
      end({ outcome: 'declined' in answer && answer.declined ? 'declined' : 'done' });
      return answer;
    } catch (error) {
      end({ outcome: error instanceof Unknown ? 'unknown' : error instanceof Refused ? 'refused' : 'failed' });
      throw error;
    }
  }
  return {
    ...provider,
    create: (...of) => counted('create', provider.create(...of)),
    confirm: (...of) => counted('confirm', provider.confirm(...of)),
    capture: (...of) => counted('capture', provider.capture(...of)),
    cancel: (...of) => counted('cancel', provider.cancel(...of)),
    refund: (...of) => counted('refund', provider.refund(...of)),
    retrieve: (...of) => counted('retrieve', provider.retrieve(...of)),
  };
}
