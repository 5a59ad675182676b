import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { textField } from '../../shared/merge-text/testing';
import { aProblem, renderParts, type Api } from '../../testing';
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

it('leads to the templates if none was chosen', async () => {
  const { user, sent } = renderParts(<CreateMailingDialog opened onClose={() => undefined} />, api);
  await screen.findByRole('radiogroup', { name: 'Templates' });
  const first = await screen.findByRole('radio', { name: 'Newsletter' });
  await waitFor(() => expect(first.hasAttribute('disabled')).toBe(false));
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Spring');
  (await textField('Subject')).type('Hello');
  await user.click(screen.getByRole('button', { name: 'Create mailing' }));
  await screen.findByText('Choose a template');
  await waitFor(() => expect(document.activeElement).toBe(first));
  expect(sent.some(({ method }) => method === 'POST')).toBe(false);
});

it('says at the file what is wrong with it', async () => {
  const refused: Api = (request) =>
    request.method === 'POST'
      ? aProblem(400, 'validation.failed', [{ path: 'name', message: 'The name is missing' }])
      : api(request);
  const { user, sent } = renderParts(<CreateMailingDialog opened onClose={() => undefined} />, refused);
  await user.click(await screen.findByText('File'));
  const create = screen.getByRole('button', { name: 'Create mailing' });
  const choose = async (content: string) => {
    // The input of the file is hidden behind the button that opens it.
    const input = document.querySelector<HTMLInputElement>('input[type="file"]')!;
    const file = new File([content], 'spring.json', { type: 'application/json' });
    // jsdom does not implement it.
    await user.upload(input, Object.assign(file, { text: () => Promise.resolve(content) }));
  };
  await user.click(create);
  expect(await screen.findByText('Choose a file', { selector: '[role="alert"], p' })).toBeTruthy();
  for (const content of ['{', '{"linkflowMailing":2}']) {
    await choose(content);
    await screen.findByText('This is not a file that was exported from a mailing');
    await user.click(create);
    expect(screen.getByText('This is not a file that was exported from a mailing')).toBeTruthy();
  }
  expect(sent.some(({ method }) => method === 'POST')).toBe(false);
  await choose('{"linkflowMailing":1,"name":""}');
  await user.click(create);
  expect(await screen.findByText('The file can’t be used. The name is missing (name)')).toBeTruthy();
});
