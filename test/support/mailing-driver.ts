import type { Page } from 'playwright-core';
import { ROUTES } from '@linkflow/contracts';
import type { ApiClient } from './api-client';
import { MailEditorDriver } from './mail-editor-driver';
import { until } from './until';

/** Prepares and sends mailings on their page, as a marketer does. The ui must be in Norwegian. */
export class MailingDriver {
  readonly editor: MailEditorDriver;

  constructor(
    private readonly page: Page,
    private readonly api: ApiClient,
  ) {
    this.editor = new MailEditorDriver(page);
  }

  /**
   * Creates a mailing of the type “Nyhetsbrev” from the template of the same name, and opens it. The page must show the list of mailings.
   * Returns its id.
   */
  async create(name: string): Promise<string> {
    await this.button('Ny utsendelse').click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Navn' }).fill(name);
    await dialog.getByRole('radio', { name: 'Nyhetsbrev' }).click();
    await dialog.getByRole('combobox', { name: 'Type' }).click();
    await this.page.getByRole('option', { name: 'Nyhetsbrev' }).click();
    await dialog.getByRole('button', { name: 'Opprett utsendelse' }).click();
    // The template is rendered before the mailing opens.
    await this.editor.stage.waitFor({ timeout: 30_000 });
    return /\/mailings\/([0-9a-f]{24})/.exec(this.page.url())?.[1] ?? '';
  }

  openTab(name: string): Promise<void> {
    return this.page.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
  }

  /** Adds the members of a selection as recipients, on the open tab of the recipients, and waits until they are read. */
  async addSelection(mailingId: string, name: string): Promise<void> {
    await this.button('Legg til mottakere').first().click();
    const adding = this.page.getByRole('dialog', { name: 'Legg til mottakere' });
    await adding.getByRole('combobox', { name: 'Utvalg' }).fill(name);
    await this.page.getByRole('option', { name }).click();
    await this.page.keyboard.press('Tab');
    await adding.getByRole('button', { name: 'Legg til', exact: true }).click();
    await adding.waitFor({ state: 'hidden' });
    await this.readAll(mailingId);
  }

  /** Waits until all sources of the recipients are read. */
  async readAll(id: string): Promise<void> {
    await until(
      async () => {
        const { sources } = await this.api.call(ROUTES.audience.get, { params: { id } });
        return sources.length > 0 && sources.every(({ state }) => state === 'done');
      },
      { what: 'the sources of the recipients', deadlineMs: 60_000 },
    );
  }

  /** Sends on the open tab “Send”, when the check has found nothing. */
  async send(recipients: number): Promise<void> {
    const name = new RegExp(`^Send til ${recipients} mottakere?$`);
    await this.page.getByRole('button', { name }).click({ timeout: 30_000 });
    await this.page.getByRole('dialog').getByRole('button', { name }).click();
  }

  private button(name: string) {
    return this.page.getByRole('button', { name, exact: true });
  }
}
