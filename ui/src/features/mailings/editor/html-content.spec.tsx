import { screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { LoadedMergeFacts, MESSAGE_GROUPS } from '../../../shared/merge-text/loaded-merge-facts';
import { renderParts } from '../../../testing';
import { aMailing, aMessage } from '../testing';
import { HtmlContent } from './html-content';
import { withUnsubscribeLink } from './unsubscribe-offer';

const LINK =
  '<p style="font-size: 13px; text-align: center"><a href="{{link:unsubscribe}}">Unsubscribe</a></p>\n';

const JUMP = { add: 'footer' } as const;

it.each([
  ['', LINK],
  ['<p>Hei</p>', `<p>Hei</p>${LINK}`],
  ['<body><p>Hei</p></BODY >\n</html>', `<body><p>Hei</p>${LINK}</BODY >\n</html>`],
  ['<p></body></p></body>', `<p></body></p>${LINK}</body>`],
])('adds a link for unsubscribing at the end of %j', (html, expected) => {
  expect(withUnsubscribeLink(html, 'Unsubscribe')).toBe(expected);
});

it('offers the link to which a user has jumped, and adds it once', async () => {
  function Page() {
    const [html, setHtml] = useState('<table><tr><td>Hei</td></tr></table>');
    const message = aMessage({ html, edit: (change) => setHtml(change.html ?? html) });
    return (
      <>
        <HtmlContent mailing={aMailing({ html })} message={message} jump={JUMP} />
        <output>{html}</output>
      </>
    );
  }
  const { user } = renderParts(<Page />);
  await user.click(screen.getByRole('button', { name: 'Add “Unsubscribe” at the end' }));
  expect(document.querySelector('output')?.textContent).toBe(`<table><tr><td>Hei</td></tr></table>${LINK}`);
  expect(screen.queryByText('The message has no link for unsubscribing')).toBeNull();
});

it('inserts merge fields and links at the cursor of the HTML', async () => {
  function Page() {
    const [html, setHtml] = useState('<p>Hei du</p>');
    const message = aMessage({ html, edit: (change) => setHtml(change.html ?? html) });
    return (
      <LoadedMergeFacts groups={MESSAGE_GROUPS}>
        <HtmlContent mailing={aMailing({ html })} message={message} jump={null} />
      </LoadedMergeFacts>
    );
  }
  const firstName = {
    name: 'contact.firstName',
    type: 'text',
    group: 'contact',
    label: { en: 'First name', nb: 'Fornavn' },
  };
  const { user } = renderParts(<Page />, ({ path }) => (path === '/api/facts' ? [firstName] : undefined));
  await user.click(screen.getByText('HTML'));
  const source = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'HTML of the message' });
  const choose = async (name: string) => {
    await user.click(screen.getByRole('combobox', { name: 'Insert a merge field or a link' }));
    await user.click(await screen.findByRole('option', { name }));
  };
  source.setSelectionRange(7, 9);
  await choose('First name');
  expect(source.value).toBe('<p>Hei {{contact.firstName}}</p>');
  await waitFor(() => expect(source.selectionStart).toBe(28));
  await choose('Unsubscribe');
  expect(source.value).toBe('<p>Hei {{contact.firstName}}<a href="{{link:unsubscribe}}">Unsubscribe</a></p>');
});
