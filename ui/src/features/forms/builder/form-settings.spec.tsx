import { FormContent } from '@linkflow/contracts';
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage } from '../../../testing';
import { BlockSettings } from './block-settings';
import { createFormDraft } from './form-draft';
import { FormSettingsFields, type Installation } from './form-settings';
import { FormDraftProvider, useDraftState } from './use-form-draft';

const NEWS = 'a'.repeat(24);
const ports = {
  save: (_content: FormContent, revision: number) => Promise.resolve({ revision: revision + 1 }),
  staleOf: () => null,
  onFailed: () => undefined,
};

/** Renders the settings of a form whose only block is a consent. */
async function settingsOf(installation: Installation, consent: object = {}) {
  const content = FormContent.parse({
    blocks: [{ type: 'consent', name: 'a', wording: 'Yes', ...consent }],
    settings: { title: 'T', language: 'nb' },
  });
  const draft = createFormDraft({ content, revision: 0 }, ports);
  const Selected = () => {
    const block = useDraftState((state) => state.content.blocks[0]);
    return block ? <BlockSettings block={block} problems={[]} /> : null;
  };
  const { user } = await renderPage(
    () => (
      <FormDraftProvider draft={draft}>
        <FormSettingsFields problems={[]} installation={installation} />
        <Selected />
      </FormDraftProvider>
    ),
    {
      path: '/form',
      api: ({ path }) =>
        path === '/api/subscription-types'
          ? [{ id: NEWS, name: { en: 'News', nb: 'Nytt' }, retired: false }]
          : [],
    },
  );
  return { user, block: () => draft.store.getState().content.blocks[0] };
}

const installation = (name: string, logoUrl: string | null): Installation => ({
  captcha: 'off',
  organisation: { name, logoUrl },
});

describe('the settings of a form', () => {
  it.each([
    ['', null, /Nothing is shown.*ORGANISATION_NAME and ORGANISATION_LOGO_URL/],
    ['Soltun', null, /Shows “Soltun”. There is no logo/],
    ['', 'https://x.no/a.png', /Shows the logo. There is no name/],
  ])('say what the page shows with the name “%s” and the logo %s', async (name, logoUrl, text) => {
    await settingsOf(installation(name, logoUrl));
    expect(await screen.findByText(text)).toBeTruthy();
  });

  it('say nothing about a name and a logo that are there', async () => {
    await settingsOf(installation('Soltun', 'https://x.no/a.png'));
    expect(await screen.findByRole('switch', { name: 'Show name and logo' })).toBeTruthy();
    expect(screen.queryByText(/ORGANISATION_/)).toBeNull();
  });
});

describe('a consent', () => {
  it('is about mail of a type, or about something else', async () => {
    const { user, block } = await settingsOf(installation('Soltun', null));
    expect((await screen.findByRole<HTMLInputElement>('radio', { name: 'Something else' })).checked).toBe(
      true,
    );
    await user.click(screen.getByRole('radio', { name: 'Mail from us' }));
    expect(block()).toMatchObject({ forMail: true, typeId: null });
    await user.click(await screen.findByRole('combobox', { name: 'Consent to get' }));
    await user.click(await screen.findByRole('option', { name: 'News' }));
    await waitFor(() => expect(block()).toMatchObject({ forMail: true, typeId: NEWS }));
    await user.click(screen.getByRole('radio', { name: 'Something else' }));
    expect(block()).toMatchObject({ typeId: null });
    expect(JSON.stringify(block())).not.toContain('forMail');
  });

  it('with a type of an earlier release is about mail', async () => {
    await settingsOf(installation('Soltun', null), { typeId: NEWS });
    expect((await screen.findByRole<HTMLInputElement>('radio', { name: 'Mail from us' })).checked).toBe(true);
  });
});
