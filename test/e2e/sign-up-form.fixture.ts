import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { ROUTES, type FormDetail } from '@linkflow/contracts';
import { until, type browserScene } from '../support';
import { chooseOption } from '../support/elements';
import type { MailServer } from '../support/mail-server';
import { linkIn, messageTo } from '../support/received-mail';

interface Given {
  scene: ReturnType<typeof browserScene>;
  /** Takes the mail to confirm. */
  server: Pick<MailServer, 'taken'>;
  /** The page of the marketer. */
  page: () => Page;
}

/** The part of the story about a form: a marketer makes it, a reader signs up and confirms by mail, and is in the selection of readers then. */
export function describeSignUpForm({ scene, server, page: pageOf }: Given): void {
  describe('a sign-up form', () => {
    let page: Page;
    const button = (name: string | RegExp, on: Page = page) =>
      on.getByRole('button', { name, exact: typeof name === 'string' });
    const FORM = 'Påmelding til høstbrevet';
    const SELECTION = 'Interessert – vår 2027';
    const READER = 'ny.leser@example.no';
    let form: FormDetail;
    const stored = async () => scene.api.call(ROUTES.forms.get, { params: { id: form.id } });

    it('begins with a template', async () => {
      page = pageOf();
      await page.goto(`${scene.apps.apiUrl}/forms`);
      await button('Nytt skjema').first().click();
      const dialog = page.getByRole('dialog', { name: 'Nytt skjema' });
      await dialog.getByRole('textbox', { name: 'Navn' }).fill(FORM);
      await dialog.getByRole('radio', { name: 'Påmelding til nyhetsbrev' }).check();
      await dialog.getByRole('combobox', { name: 'Hva folk melder seg på' }).click();
      await page.getByRole('option', { name: 'Nyhetsbrev', exact: true }).click();
      await dialog.getByRole('button', { name: 'Opprett skjema' }).click();
      await page.getByRole('heading', { name: FORM, level: 1 }).waitFor();
      const { items } = await scene.api.call(ROUTES.forms.list, { query: { q: FORM } });
      form = await scene.api.call(ROUTES.forms.get, { params: { id: items[0]?.id ?? '' } });
    });

    it('is built with the mouse and the keyboard, and saved meanwhile', async () => {
      await button('Legg til Tall').focus();
      await page.keyboard.press('Enter');
      await page.locator('button[data-block]:focus').filter({ visible: true }).waitFor();
      await page.getByTestId('announcements').getByText('er lagt til').waitFor();
      await page.getByRole('textbox', { name: 'Ledetekst', exact: true }).fill('Hvor mange er dere?');
      const block = button(/^Tall: Hvor mange er dere\?/);
      await block.focus();
      await page.keyboard.press('Alt+ArrowUp');
      await page.keyboard.press('Alt+ArrowUp');
      await until(async () => {
        const { content } = await stored();
        const at = content.blocks.findIndex(({ type }) => type === 'number');
        return at === content.blocks.length - 3;
      });
      // Dragging the grip of the block moves it to the end.
      await block.hover();
      const grip = page.getByTitle('Dra for å flytte').nth((await stored()).content.blocks.length - 3);
      await grip.hover();
      await page.mouse.down();
      const last = await page.getByTestId('form-blocks').locator('li').last().boundingBox();
      await page.mouse.move((last?.x ?? 0) + 80, (last?.y ?? 0) + (last?.height ?? 0) + 30, { steps: 12 });
      await page.mouse.up();
      await until(async () => (await stored()).content.blocks.at(-1)?.type === 'number');
      // Undoing by keyboard keeps the focus on the button, also when nothing is left to undo.
      await button('Angre').focus();
      await page.keyboard.press('Enter');
      await page.getByTestId('announcements').getByText('Angret: «').waitFor();
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Angre');
      await until(async () => (await stored()).content.blocks.at(-1)?.type !== 'number');
    });

    it('is published with its workflow, which begins with the form', async () => {
      // What is missing leads to the step that misses it.
      await page.getByTestId('publish').click();
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /Velg et utvalg/ })
        .click();
      await page.getByText('Når noen sender inn skjemaet').waitFor();
      const node = page.getByTestId('node').filter({ hasText: 'Velg et utvalg' });
      await node.waitFor();
      expect(await page.getByTestId('node').count()).toBe(2);
      await chooseOption(
        page.getByTestId('inspector-form').getByRole('combobox', { name: 'Utvalg' }),
        SELECTION,
      );
      await page.getByTestId('node').filter({ hasText: SELECTION }).waitFor();
      await page.getByTestId('publish').click();
      const seen = page.getByRole('dialog').getByRole('region', { name: 'Det folk ser' });
      await seen.getByText(FORM).waitFor();
      await page.getByTestId('publish-now').click();
      const done = page.getByRole('dialog', { name: 'Skjemaet er publisert' });
      await done.getByText(form.url).waitFor();
      expect(await done.getByRole('link', { name: 'Åpne skjemaet' }).getAttribute('href')).toBe(form.url);
      await done.getByRole('button', { name: 'Lukk' }).last().click();
      await page.getByText('Publisert v1').first().waitFor();
      expect(await stored()).toMatchObject({ liveContent: 1, liveVersion: 1, changed: false });
    });

    it('tells a reader what is wrong, takes the answer, and waits for the mail to be confirmed', async () => {
      const reader = await scene.newPage();
      await reader.goto(`${scene.apps.clickUrl}/f/${form.id}?utm_source=plakat`);
      await reader.getByRole('heading', { name: FORM }).waitFor();
      await reader.getByRole('textbox', { name: /^E-postadresse/ }).fill('ny.leser');
      await button('Meld meg på', reader).click();
      await reader.getByText('Dette ser ikke ut som en e-postadresse').first().waitFor();
      await reader.getByRole('textbox', { name: /^E-postadresse/ }).fill(READER);
      await reader.getByRole('textbox', { name: /^Fornavn/ }).fill('Nina');
      await reader.getByRole('checkbox', { name: /Jeg vil gjerne ha nyhetsbrevet/ }).check();
      await button('Meld meg på', reader).click();
      await reader.getByText(`Vi har sendt en e-post til ${READER}`).waitFor();
      const mail = await until(() => messageTo(server, READER), { what: 'the mail', deadlineMs: 60_000 });
      expect(mail.subject).toBe(`Bekreft: ${FORM}`);
      await reader.goto(linkIn(mail, 'Bekreft'));
      await button('Ja, det var meg', reader).click();
      await reader.getByText('Du er meldt på nyhetsbrevet vårt.').waitFor();
      await reader.close();
    }, 120_000);

    it('shows the submission, and its workflow has added the reader to the selection', async () => {
      await page.getByRole('tab', { name: /^Innsendinger/ }).click();
      await button(/^Nina/).click();
      const drawer = page.getByRole('dialog', { name: 'Innsending' });
      await drawer.getByText('Behandlet', { exact: true }).waitFor();
      await drawer.getByText('plakat').waitFor();
      await drawer.getByText('Jeg vil gjerne ha nyhetsbrevet på e-post.').waitFor();
      await drawer.getByRole('link', { name: 'Åpne kjøringen' }).click();
      await page.getByText('Ferdig').first().waitFor();
      const { items } = await scene.api.call(ROUTES.submissions.list, { params: { id: form.id }, query: {} });
      const params = { id: items[0]?.contact?.id ?? '' };
      const { selections } = await scene.api.call(ROUTES.contacts.get, { params });
      expect(selections.map(({ target }) => target.name)).toContain(SELECTION);
      const { types } = await scene.api.call(ROUTES.subscriptions.get, { params });
      expect(types.find(({ type }) => type.name.nb === 'Nyhetsbrev')?.consent).toMatchObject({
        source: 'double-opt-in',
      });
    });
  });
}
