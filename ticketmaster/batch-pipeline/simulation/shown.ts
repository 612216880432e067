/** How figures are said in tables and sentences. */

/** 61234.5 → `61,235`, wherever it runs. */
export const whole = (value: number) => Math.round(value).toLocaleString('en-US');

/** ms as `17.5`, or `1,250` where that is long. */
export const seconds = (ms: number) => (ms < 100_000 ? (ms / 1_000).toFixed(1) : whole(ms / 1_000));

export const percent = (part: number, digits = 0) => `${(100 * part).toFixed(digits)} %`;

export const dollars = (value: number) => `$${value < 10 ? value.toFixed(2) : whole(value)}`;

export const yes = (holds: boolean) => (holds ? 'yes' : '**no**');
