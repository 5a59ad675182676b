// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { textField } from '../../shared/merge-text/testing';
import { renderParts, type Api } from '../../testing';
import { CreateMailingDialog } from './create-mailing';
import { emptyDocument } from './editor/model/new-block';

const templates = ['Newsletter', 'Invitation'].map((name) => ({
  id: name,
  name,
  subject: `Our ${name}`,
  builtIn: true,
  blocks: emptyDocument(),
}));

const api: Api = ({ path }) => {
  if (path === '/api/mail-templates') return templates;
  if (path === '/api/subscription-types' || path === '/api/catalogue/facts') return [];
  return templates.find(({ id }) => path === `/api/mail-templates/${id}`);
};

it('suggests the subject of the chosen template, but keeps that of the author', async () => {
  const { user } = renderParts(<CreateMailingDialog opened onClose={() => undefined} />, api);
  const choose = async (name: string) => {
    const card = await screen.findByRole('radio', { name });
    await waitFor(() => expect(card.hasAttribute('disabled')).toBe(false));
    await user.click(card);
  };
  const subject = async () => (await textField('Subject')).box.textContent;
  await choose('Newsletter');
  await waitFor(async () => expect(await subject()).toBe('Our Newsletter'));
  await choose('Invitation');
  await waitFor(async () => expect(await subject()).toBe('Our Invitation'));
  (await textField('Subject')).type(' 2028');
  await choose('Newsletter');
  expect(await subject()).toContain('2028');
});
