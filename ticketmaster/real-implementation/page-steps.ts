// What a visitor does on the page, for tests and pictures.
import type { Page } from 'playwright-core';

export const WITHIN = { timeout: 30_000 };

/** A button of the screen, by its name. */
export const button = (page: Page, name: string | RegExp) => page.getByRole('main').getByRole('button', { name });
export const shows = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor(WITHIN);

/** Holds the best two by a press of a button. */
export async function holdTwo(page: Page): Promise<void> {
  await button(page, 'together').click();
  await shows(page, 'Your seats are held');
}
