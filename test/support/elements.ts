import type { Locator } from 'playwright-core';

/** Selector of what a text can be written into. */
export const WRITABLE = 'input, textarea, [contenteditable="true"]';

/** Chooses an option of a field that is searched by typing. */
export async function chooseOption(field: Locator, option: string): Promise<void> {
  await field.click();
  await field.fill(option);
  await field.page().getByRole('option', { name: option }).filter({ visible: true }).first().click();
}

/** Replaces a text. The editor of texts with merge fields is loaded before they can be filled in, in some places when they are pressed. */
export async function writeText(place: Locator, label: string, text: string): Promise<void> {
  const writable = place.page().locator(WRITABLE);
  const field = place.getByRole('textbox', { name: label, exact: true });
  await field.click();
  await field.and(writable).fill(text);
}

/** The middle of an element in the window, px. */
export async function middleOf(element: Locator): Promise<{ x: number; y: number; bottom: number }> {
  const box = await element.boundingBox();
  if (!box) throw new Error('The element has no place on the page');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, bottom: box.y + box.height };
}
