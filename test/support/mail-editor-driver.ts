import type { Locator, Page } from 'playwright-core';
import { WRITABLE, middleOf } from './elements';
import { until } from './until';

/** Writes a message in the block editor, with the mouse and the keyboard as an author does. The ui must be in Norwegian. */
export class MailEditorDriver {
  readonly stage: Locator;
  readonly inspector: Locator;

  constructor(private readonly page: Page) {
    this.stage = page.getByTestId('mail-stage');
    this.inspector = page.getByTestId('mail-inspector');
  }

  /** A block of the message by its type and what it says, such as `Knapp: Les mer`. */
  block(name: string | RegExp): Locator {
    return this.stage.getByRole('listitem', { name, exact: true });
  }

  async select(name: string | RegExp): Promise<void> {
    await this.block(name).first().click();
    await this.isSelected(name);
  }

  /** Waits until this block is selected. */
  async isSelected(name: string | RegExp): Promise<void> {
    const block = this.block(name).first();
    await until(async () => (await block.getAttribute('aria-current')) === 'true', {
      what: `the selected block ${name}`,
    });
  }

  /** Drags something by the mouse to the place behind the first block. */
  async dragToTop(source: Locator): Promise<void> {
    const to = await this.firstGap();
    const from = await middleOf(source);
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(from.x + 20, from.y + 20, { steps: 4 });
    await mouse.move(to.x, to.y, { steps: 10 });
    await this.page.getByTestId('drop-line').waitFor();
    await mouse.up();
  }

  /** Drags a button from the palette to the top of the message, and writes on it. */
  async addButton(text: string): Promise<void> {
    await this.dragToTop(this.page.getByTestId('palette-button'));
    await this.isSelected('Knapp');
    await this.write('Tekst', text);
    await this.block(`Knapp: ${text}`).waitFor();
  }

  /** A point near the lower edge of the first block, where a dragged block is put behind it. */
  async firstGap(): Promise<{ x: number; y: number }> {
    const first = this.stage.locator('[data-block-id]').first();
    await first.scrollIntoViewIfNeeded();
    const { x, bottom } = await middleOf(first);
    return { x, y: bottom - 3 };
  }

  /** Replaces the text of a field of the selected block. */
  async write(label: string, text: string): Promise<void> {
    // Texts with merge fields can be filled in when their editor is loaded.
    const writable = this.page.locator(WRITABLE);
    await this.inspector.getByRole('textbox', { name: label, exact: true }).and(writable).fill(text);
  }

  /** Makes a tracked link for this mailing alone, to which the selected block leads. Its name is the text of the block. */
  async linkToNew(name: string, url: string): Promise<void> {
    await this.choose('Ny');
    const suggested = this.inspector.getByRole('textbox', { name: 'Navn' });
    await until(async () => (await suggested.inputValue()) === name, { what: `the suggested name ${name}` });
    await this.write('Nettadresse', url);
    await this.choose('Bare denne');
    await this.inspector.getByRole('button', { name: 'Lag og bruk' }).click();
    await this.leadsTo(url);
  }

  /** Lets the selected block lead to a tracked link of the library. */
  async linkToLibrary(name: string): Promise<void> {
    await this.inspector.getByRole('combobox', { name: 'Sporet kobling' }).fill(name);
    await this.page.getByRole('option', { name }).first().click();
    await this.leadsTo(name);
  }

  /** Lets the selected block lead to an address that is not tracked. */
  async linkToAddress(url: string): Promise<void> {
    await this.choose('Adresse');
    await this.write('Adresse', url);
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Control+s');
    await this.page.getByText('Lagret', { exact: true }).waitFor();
  }

  /** Waits until the card of the chosen tracked link says this. */
  private async leadsTo(text: string): Promise<void> {
    await this.inspector.getByTestId('linked-card').getByText(text).first().waitFor();
  }

  /** Chooses a part of a segmented control, whose radio button is covered by its label. */
  private choose(name: string): Promise<void> {
    return this.inspector.getByText(name, { exact: true }).click();
  }
}
