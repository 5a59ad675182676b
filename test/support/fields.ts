import type { Locator, Page } from 'playwright-core';

/** Chooses an option of a field that is searched by typing. */
export async function chooseOption(page: Page, field: Locator, option: string): Promise<void> {
  await field.click();
  await field.fill(option);
  await page.getByRole('option', { name: option }).filter({ visible: true }).first().click();
}

/** Replaces a text. The editor of texts with merge fields is loaded before they can be filled in, in some places when they are pressed. */
export async function writeText(page: Page, place: Locator, label: string, text: string): Promise<void> {
  const writable = page.locator('input, textarea, [contenteditable="true"]');
  const field = place.getByRole('textbox', { name: label, exact: true });
  await field.click();
  await field.and(writable).fill(text);
}
