export const money = (cents: number, currency: string) =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).format(cents / 100);

export const day = (iso: string) =>
  new Intl.DateTimeFormat('en', {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(iso));

export const hour = (iso: string) =>
  new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: 'UTC' }).format(
    new Date(iso),
  );

/** 9:05 for 545,000 ms. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** `A1-3-7` as people say it. */
export function seatName(seatId: string): string {
  const [section, row, number] = seatId.split('-');
  return `Section ${section}, row ${row}, seat ${number}`;
}

/** A wait, no more exact than a guess may be. */
export function about(seconds: number): string {
  if (seconds < 15) return 'a few seconds';
  if (seconds < 45) return 'half a minute';
  return seconds < 90 ? 'about a minute' : `${Math.round(seconds / 60).toLocaleString('en')} minutes`;
}

const reasons: Record<string, string> = {
  insufficient_funds: 'there is not enough money on it',
  expired_card: 'it has expired',
  lost_card: 'it was reported lost',
  stolen_card: 'it was reported stolen',
  processing_error: 'the bank could not process it',
  generic_decline: 'the bank did not say why',
};

/** The provider's code in words. */
export const declinedBecause = (code: string) => reasons[code] ?? code.replaceAll('_', ' ');

export const plural = (n: number, one: string) => `${n.toLocaleString('en')} ${one}${n === 1 ? '' : 's'}`;

/** A, B and C. */
export const listed = (words: string[]) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join('; ')} and ${words.at(-1)}`;
