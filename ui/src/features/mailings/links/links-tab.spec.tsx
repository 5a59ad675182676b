import { NO_ANALYTICS, type MailingDetail } from '@linkflow/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { aProblem, renderPage, type Api } from '../../../testing';
import { mailingPageSearch } from '../../search-params';
import { aLink, aMailing, aMessage } from '../testing';
import type { Message } from '../use-message';
import { LinksTab } from './links-tab';

const library = { kind: 'tracked', tracked: true, link: { id: 'l1', name: 'News' }, local: false } as const;
const local = { ...library, link: { id: 'l2', name: 'Only here' }, local: true };

interface Opened {
  mailing?: Partial<MailingDetail>;
  message?: Partial<Message>;
  search?: string;
  api?: Api;
}

const open = ({ mailing, message, search = '', api }: Opened = {}) => {
  const shown = aMailing(mailing);
  return renderPage(
    () => <LinksTab mailing={shown} message={aMessage(message)} onWrite={() => undefined} />,
    {
      path: '/mailings/$mailingId',
      address: `/mailings/${shown.id}?tab=links${search}`,
      validateSearch: mailingPageSearch,
      api: (request) => {
        if (request.path === '/api/facts') return FACTS;
        return api?.(request) ?? (request.method === 'GET' ? undefined : { ...shown, revision: 8 });
      },
    },
  );
};
const FACTS = [
  { name: 'contact.country', type: 'text', group: 'contact', label: { en: 'Country', nb: 'Land' } },
];

const rowOf = async (text: RegExp | string) => {
  const rows = await screen.findAllByRole('row');
  const row = rows.find(({ textContent }) => textContent.match(text));
  if (!row) throw new Error(`No row with ${String(text)}`);
  return within(row);
};

const changesIn = (sent: readonly { method: string; path: string; body: unknown }[]) =>
  sent.filter(({ method, path }) => method === 'PUT' && path.endsWith('/links')).map(({ body }) => body);

describe('the links of a message', () => {
  const trackedLinks = [
    aLink({ occurrence: 0, line: 3, text: 'Read more' }),
    aLink({ occurrence: 1, line: 5, ...library }),
    aLink({ occurrence: 2, line: 9, text: 'Our shop' }),
    aLink({ occurrence: 3, ...local }),
    aLink({ occurrence: 4, kind: 'mailto', href: 'mailto:a@b.no', text: 'Write to us' }),
    aLink({ occurrence: 5, kind: 'relative', href: '/offers', text: 'Offers' }),
    aLink({ occurrence: 6, kind: 'special', href: '{{link:unsubscribe}}', text: '' }),
    aLink({ occurrence: 7, href: 'https://b.example/?c={{contact.country}}', text: 'Country' }),
  ];

  it('stand once for each address, with their kind, where they lead and the tracked link that they use', async () => {
    const { user } = await open({ mailing: { trackedLinks } });
    const shared = await rowOf('Read more');
    expect(shared.getByText('Not tracked')).toBeTruthy();
    expect((await rowOf('News')).getByRole('img').textContent).toBe('Library');
    expect((await rowOf('Only here')).getByRole('img').textContent).toBe('Local');
    expect((await rowOf('Write to us')).getByText('E-mail address')).toBeTruthy();
    expect((await rowOf('Write to us')).queryByRole('checkbox')).toBeNull();
    expect((await rowOf('Offers')).getAllByText(/Write the whole address/)).toBeTruthy();
    expect((await rowOf('Unsubscribe')).getByText('The recipient’s own page')).toBeTruthy();
    await rowOf('https://b.example/\\?c=Country');
    await user.click(shared.getByRole('button', { name: '2 places' }));
    const places = screen.getAllByRole('listitem').map(({ textContent }) => textContent);
    expect(places).toEqual([
      expect.stringContaining('Line 3Read more'),
      expect.stringContaining('Line 9Our shop'),
    ]);
  });

  it('lead to their line in the HTML', async () => {
    const { user, address } = await open({ mailing: { trackedLinks: [aLink({ line: 12 })] } });
    await user.click((await rowOf('one')).getByRole('button', { name: 'Line 12: one' }));
    expect(address()).toBe(`/mailings/${'a'.repeat(24)}?tab=content&line=12`);
  });

  it('are all tracked in one write, which can be undone', async () => {
    const { user, sent } = await open({ mailing: { trackedLinks } });
    await user.click(await screen.findByRole('button', { name: 'Track all (2)' }));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() =>
      expect(changesIn(sent)).toEqual([
        { revision: 7, changes: [{ occurrences: [0, 2, 7], to: { kind: 'track-local' } }] },
        { revision: 8, changes: [{ occurrences: [0, 2, 7], to: { kind: 'untracked' } }] },
      ]),
    );
  });

  it('are chosen, and changed together', async () => {
    const { user, sent } = await open({
      mailing: { trackedLinks },
      api: ({ path }) => (path === '/api/lookups/link' ? [{ id: 'l9', label: 'Campaign' }] : undefined),
    });
    await user.click((await rowOf('Read more')).getByRole('checkbox'));
    await user.click((await rowOf('News')).getByRole('checkbox'));
    expect(screen.getByText('2 selected')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Use a link of the library' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await dialog.findByText('Choose a tracked link')).toBeTruthy();
    await user.type(dialog.getByRole('combobox'), 'camp');
    await user.click(await screen.findByRole('option', { name: 'Campaign' }));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByText('2 selected')).toBeNull());
    await user.click(screen.getByRole('checkbox', { name: 'Select all on this page' }));
    await user.click(screen.getByRole('button', { name: 'Do not track' }));
    await waitFor(() =>
      expect(changesIn(sent)).toEqual([
        { revision: 7, changes: [{ occurrences: [0, 2, 1], to: { kind: 'library', linkId: 'l9' } }] },
        { revision: 7, changes: [{ occurrences: [1, 3], to: { kind: 'untracked' } }] },
      ]),
    );
  });

  it('get an address where they led nowhere', async () => {
    const { user, sent } = await open({ mailing: { trackedLinks } });
    await user.click((await rowOf('Offers')).getByRole('button', { name: 'Correct: Offers' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('radio', { name: /A link of its own/ }));
    await user.type(dialog.getByRole('textbox', { name: 'Web address' }), 'www.b.example/offers');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    const to = { kind: 'track-local', name: 'Offers', url: 'www.b.example/offers' };
    await waitFor(() =>
      expect(changesIn(sent)).toEqual([{ revision: 7, changes: [{ occurrences: [5], to }] }]),
    );
  });

  it('get another name for their tracked link', async () => {
    const { user, sent } = await open({ mailing: { trackedLinks } });
    await user.click((await rowOf('Only here')).getByRole('button', { name: 'More choices for Only here' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Rename' }));
    const name = await screen.findByRole('textbox', { name: 'Name' });
    await user.clear(name);
    await user.type(name, 'Offers in May');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(sent.find(({ path }) => path === '/api/links/l2')?.body).toEqual({ name: 'Offers in May' }),
    );
  });

  it('are shown with the place to which somebody has jumped, which the address then no longer has', async () => {
    const { address } = await open({ mailing: { trackedLinks }, search: '&link=2' });
    const place = await screen.findByText('Our shop');
    expect(place.closest('li')?.dataset.marked).toBe('true');
    await waitFor(() => expect(address()).not.toContain('link='));
    expect(screen.getByText('Our shop')).toBeTruthy();
  });

  it('cannot be changed once the message is being sent', async () => {
    await open({
      mailing: { trackedLinks },
      api: ({ path }) => (path.endsWith('/sending') ? { state: 'sending' } : undefined),
    });
    expect(await screen.findByText(/can’t be changed|can no longer be changed/)).toBeTruthy();
    expect(screen.queryByRole('checkbox')).toBeNull();
    expect(screen.queryByRole('button', { name: /^(Track|Change|Correct)/ })).toBeNull();
    expect(screen.getByRole('link', { name: 'News' })).toBeTruthy();
  });

  it('cannot be changed before the message is saved', async () => {
    const save = vi.fn<() => void>();
    const { user } = await open({ mailing: { trackedLinks }, message: { dirty: true, save } });
    expect((await screen.findByText(/^The links are those of the saved message/)).textContent).toBeTruthy();
    const buttons = screen.getAllByRole<HTMLButtonElement>('button', { name: /^(Track|Change|Correct)/ });
    expect(buttons.every(({ disabled }) => disabled)).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(save).toHaveBeenCalledOnce();
  });
});

it('sends the revision that was shown when a link was chosen, and offers to load a newer one', async () => {
  const loadTheirs = vi.fn<() => void>();
  const { user, sent } = await open({
    message: { loadTheirs },
    api: ({ method }) => (method === 'PUT' ? aProblem(409, 'draft.stale', []) : undefined),
  });
  await user.click(await screen.findByRole('button', { name: 'Track: one' }));
  await user.click(await screen.findByRole('radio', { name: /Not tracked/ }));
  const address = screen.getByRole('textbox', { name: 'Web address' });
  await user.clear(address);
  await user.type(address, 'https://me@b.example');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText(/Remove what comes before the @/)).toBeTruthy();
  await user.clear(address);
  await user.type(address, 'www.b.example');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await user.click(await screen.findByRole('button', { name: 'Load the saved version' }));
  expect(changesIn(sent)).toEqual([
    { revision: 7, changes: [{ occurrences: [0], to: { kind: 'untracked', url: 'www.b.example' } }] },
  ]);
  expect(loadTheirs).toHaveBeenCalledOnce();
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

it('offers the newest content if a change without a dialog comes too late', async () => {
  const loadTheirs = vi.fn<() => void>();
  const { user } = await open({
    message: { loadTheirs },
    api: ({ method }) => (method === 'PUT' ? aProblem(409, 'draft.stale', []) : undefined),
  });
  await user.click(await screen.findByRole('button', { name: 'Track all (1)' }));
  await user.click(await screen.findByRole('button', { name: 'Load the saved version' }));
  expect(loadTheirs).toHaveBeenCalledOnce();
  expect(screen.queryByRole('alert')).toBeNull();
});

it('says what recipients get if it is no website', async () => {
  await open({
    mailing: { trackedLinks: [aLink({ ...library, href: 'https://a.example/x', answer: 'unsubscribe' })] },
  });
  expect((await screen.findAllByText('Opens the page for unsubscribing')).length).toBeGreaterThan(0);
  expect(screen.queryByText('https://a.example/x')).toBeNull();
});

it('leaves links to the own pages of recipients tracked, and says so', async () => {
  const leave = aLink({ ...library, href: 'https://a.example/x', answer: 'unsubscribe' });
  const { user, sent } = await open({ mailing: { trackedLinks: [leave] } });
  await user.click(await screen.findByRole('checkbox', { name: 'Select all on this page' }));
  for (const name of ['Do not track', 'Track, only in this mailing']) {
    await user.click(screen.getByRole('button', { name }));
    expect(await screen.findByText(/^1 link opens no website/)).toBeTruthy();
  }
  expect(sent.some(({ method }) => method === 'PUT')).toBe(false);
});

describe('Google Analytics', () => {
  const trackedLinks = [
    aLink({ ...library, href: 'https://a.example/x#top', leadsTo: 'https://a.example/x#top' }),
  ];

  it('is shown in the table as it will be, with the name of the mailing, and saved', async () => {
    const { user, sent } = await open({ mailing: { trackedLinks } });
    await user.click(await screen.findByRole('switch', { name: /^Add parameters for Google Analytics/ }));
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Medium' }).value).toBe('email');
    expect(screen.getAllByText('?utm_medium=email&utm_campaign=Spring')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/Write a source/)).toBeTruthy();
    await user.type(screen.getByRole('textbox', { name: 'Source' }), ' newsletter ');
    const campaign = screen.getByRole('textbox', { name: 'Campaign' });
    await user.clear(campaign);
    await user.type(campaign, 'may');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    const analytics = { on: true, medium: 'email', source: 'newsletter', campaign: 'may' };
    await waitFor(() =>
      expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({ revision: 7, analytics }),
    );
  });

  it('offers the name of the mailing as its campaign, and is left as it was on request', async () => {
    const saved = { ...NO_ANALYTICS, on: true, source: 's', campaign: 'old' };
    const { user, sent } = await open({ mailing: { trackedLinks, analytics: saved } });
    await user.click(await screen.findByRole('button', { name: 'Use the name of the mailing' }));
    const campaign = screen.getByRole<HTMLInputElement>('textbox', { name: 'Campaign' });
    expect(campaign.value).toBe('Spring');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(campaign.value).toBe('old');
    expect(sent.some(({ method }) => method === 'PATCH')).toBe(false);
  });
});
