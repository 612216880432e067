/**
 * The life of one purchase, as the drawing has it. LOCKED is held in Redis, RESERVED and what comes after it in PostgreSQL; AVAILABLE and
 * OUT_OF_STOCK are what the stock says.
 */
export const states = {
  AVAILABLE: ['LOCKED', 'OUT_OF_STOCK'],
  LOCKED: ['RESERVED', 'OUT_OF_STOCK'],
  RESERVED: ['CONFIRMED', 'CANCELLED'],
  CONFIRMED: [],
  CANCELLED: [],
  OUT_OF_STOCK: [],
} as const satisfies Record<string, readonly string[]>;

export type State = keyof typeof states;

export const mayBecome = (from: State, to: State): boolean => (states[from] as readonly State[]).includes(to);

/** A purchase on its way. A step that the drawing does not have throws: it is a mistake of the code. */
export function journey(told: (state: State) => void = () => {}) {
  let state: State = 'AVAILABLE';
  told(state);
  return {
    get state() {
      return state;
    },
    become(next: State): void {
      if (!mayBecome(state, next)) throw new Error(`a purchase that is ${state} never becomes ${next}`);
      state = next;
      told(state);
    },
  };
}
