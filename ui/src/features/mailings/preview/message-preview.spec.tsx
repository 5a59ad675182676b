import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { aProblem, renderParts, type Api } from '../../../testing';
import { aMessage } from '../testing';
import { MessagePreview } from './message-preview';

const mailing = { id: 'a'.repeat(24), recipients: 2 };
const html =
  '<!doctype html>\n<html lang="nb"><body><a href="https://x.no">Hei</a><img src="https://x.no/a.png" alt="A"></body></html>';
const rendered = { subject: 'Hei Kari', html, text: 'Hei (https://x.no)', bytes: 1_234 };

const show = (api: Api = ({ method }) => (method === 'POST' ? rendered : undefined), content = aMessage()) =>
  renderParts(<MessagePreview mailing={mailing} content={content} />, (request) =>
    request.path.endsWith('/recipients')
      ? {
          items: [{ id: 'r2', name: 'Ola', email: 'ola@x.no' }],
          total: 1,
          page: 1,
          pageSize: 20,
        }
      : api(request),
  );

const frame = () =>
  waitFor(() => {
    const found = document.querySelector('iframe');
    if (found?.title !== rendered.subject) throw new Error('The message is not shown');
    return found;
  });

it('is the document itself in a sandbox, with nothing between its tags, and its links cannot be clicked', async () => {
  show();
  const shown = await frame();
  expect(shown.srcdoc).toBe(html.replace('\n<html', '<html inert>\n<html'));
  expect(shown.getAttribute('sandbox')).toBe('');
  expect(shown.style.width).toBe('700px');
});

it('shows what is not saved, on a phone and without pictures', async () => {
  const { user, sent } = show(undefined, aMessage({ html: '<p>new</p>', preheader: 'Look' }));
  await user.click(await screen.findByText('Phone'));
  await user.click(screen.getByRole('switch', { name: 'Pictures' }));
  const { srcdoc, style } = await frame();
  expect(style.width).toBe('390px');
  expect(srcdoc).toContain(
    `<html inert><meta http-equiv="Content-Security-Policy" content="img-src 'none'">`,
  );
  expect(srcdoc).toContain('<img src="https://x.no/a.png" alt="A">');
  expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({
    subject: 'Spring',
    preheader: 'Look',
    recipientId: null,
    html: '<p>new</p>',
  });
});

it('is read as any recipient, who is searched', async () => {
  const { user, sent } = show();
  await user.type(await screen.findByRole('combobox', { name: 'As this recipient reads it' }), 'ola');
  await waitFor(() => expect(sent.some(({ query }) => query.get('q') === 'ola')).toBe(true));
  await user.click(await screen.findByRole('option', { name: /Ola/ }));
  await waitFor(() =>
    expect(sent.findLast(({ method }) => method === 'POST')?.body).toMatchObject({ recipientId: 'r2' }),
  );
});

it('is shown as plain text, and as its HTML', async () => {
  const { user } = show();
  await user.click(await screen.findByText('Plain text'));
  expect(await screen.findByText('Hei (https://x.no)')).toBeTruthy();
  await user.click(screen.getByText('HTML'));
  expect(document.querySelector('pre')?.textContent).toBe(html);
  expect(screen.queryByRole('switch')).toBeNull();
});

it('says where it would stand that it could not be made, and tries again', async () => {
  let broken = true;
  const { user } = show(() => (broken ? aProblem(500, 'internal') : rendered));
  const alert = within(await screen.findByRole('alert'));
  broken = false;
  await user.click(alert.getByRole('button', { name: 'Try again' }));
  expect(await frame()).toBeTruthy();
});
