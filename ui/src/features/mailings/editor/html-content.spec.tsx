import { screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
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
