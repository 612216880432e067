import { audit } from '../crowd/audit.ts';
import { openDoors } from '../crowd/doors.ts';
import { onSale } from '../crowd/on-sale.ts';
import { reportOf } from '../crowd/report.ts';
import { disturb, type Recovered, unhandled } from './chaos.ts';
import { scheduleOf } from './schedule.ts';
import { sometimes } from './sometimes.ts';

export interface Storm {
  seed: number;
  faults: number;
  visitors: number;
  seconds: number;
  pgUrl: string;
  tell?: (line: string) => void;
}

const operatorToken = 'of-the-operator';
const holdSeconds = 5;

/** One on-sale under faults; answers what the audit found, how fast the shop came back, and what no fault excuses. */
export async function storm({ seed, faults, visitors, seconds, pgUrl, tell = () => {} }: Storm) {
  const doors = await openDoors({ instances: 2, holdSeconds, operatorToken });
  try {
    const victims = { processes: doors.all.map(({ name }) => name), servers: ['redis', 'postgres'] };
    const schedule = scheduleOf(seed, faults, seconds, victims);
    const shop = { ...doors, operatorToken, holdSeconds, pgUrl, providerUrl: doors.provider.url };
    let recovered: Recovered[] = [];
    const { evidence } = await onSale(shop, {
      ...{ visitors, seconds, seed, tell },
      async meanwhile() {
        recovered = await disturb(doors, schedule, tell);
      },
    });
    const deaths = recovered.filter(({ kind }) => kind === 'kill').map(({ who, began }) => ({ name: who, at: began }));
    const came = Object.fromEntries(Object.entries(sometimes).map(([state, has]) => [state, has(evidence, deaths)]));
    return { came, findings: audit(evidence), recovered, wrong: unhandled(doors), report: reportOf(evidence) };
  } finally {
    await doors.close();
  }
}
