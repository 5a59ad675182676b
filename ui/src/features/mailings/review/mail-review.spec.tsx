import type { MailingDetail } from '@linkflow/contracts';
import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { resetPanels } from '../../../shared/panels';
import { aProblem, renderPage } from '../../../testing';
import { mailingPageSearch } from '../../search-params';
import { aLink, aMailing } from '../testing';
import { MailReview } from './mail-review';

const FACTS = [
  {
    name: 'contact.firstName',
    type: 'text',
    group: 'contact',
    label: { en: 'First name', nb: 'Fornavn' },
  },
  { name: 'company.name', type: 'text', group: 'company', label: { en: 'Company', nb: 'Firma' } },
];

const open = (part: Partial<MailingDetail>, { dirty = false, stale = false } = {}) => {
  const loadTheirs = vi.fn<() => void>();
  const mailing = aMailing(part);
  const page = renderPage(() => <MailReview mailing={mailing} message={{ dirty, loadTheirs }} />, {
    path: '/mailings/$mailingId',
    address: `/mailings/${mailing.id}`,
    validateSearch: mailingPageSearch,
    api: ({ path, method }) => {
      if (path === '/api/facts') return FACTS;
      if (method !== 'PUT' && method !== 'POST') return undefined;
      return stale ? aProblem(409, 'draft.stale') : { ...mailing, revision: 8 };
    },
  });
  return { page, loadTheirs };
};

const search = (address: string) => new URL(address, 'http://localhost').search;

beforeEach(() => act(resetPanels));

describe('problems of the content', () => {
  const problems: MailingDetail['problems'] = [
    {
      code: 'link.empty',
      severity: 'warning',
      field: 'html',
      line: 4,
      occurrence: 0,
      params: { text: 'one' },
    },
    {
      code: 'merge-field.unfinished',
      severity: 'error',
      field: 'html',
      line: 12,
      params: { source: '{{contact' },
    },
    {
      code: 'merge-field.unfinished',
      severity: 'error',
      field: 'subject',
      line: 1,
      params: { source: '{{x' },
    },
  ];

  it('are folded to their number by their heading', async () => {
    const { page } = open({ problems });
    const { user } = await page;
    const toggle = await screen.findByRole('button', { name: 'Review of the content', expanded: true });
    await user.click(toggle);
    expect(toggle.getAttribute('aria-expanded')).toBe('false');
    expect(screen.queryByRole('listitem')).toBeNull();
    expect(screen.getByText('2 errors, 1 warning')).toBeTruthy();
  });

  it('are named with the errors first, and lead to their line, field or link', async () => {
    const { user, address } = await open({ problems }).page;
    const review = within(await screen.findByRole('region', { name: 'Review of the content' }));
    expect(review.getByText('2 errors, 1 warning')).toBeTruthy();
    const lines = review.getAllByRole('listitem');
    expect(lines.map(({ textContent }) => textContent)).toEqual([
      'Error: The merge field {{contact is not written right, and is shown as it isLine 12',
      'Error: The merge field {{x is not written right, and is shown as it isSubject',
      'Warning: The link “one” has no addressShow the link',
    ]);
    for (const [name, expected] of [
      [/^Line 12/, '?tab=content&line=12'],
      [/^Subject/, '?tab=content&field=subject'],
      [/^Show the link/, '?tab=links&link=0'],
    ] as const) {
      await user.click(review.getByRole('button', { name }));
      await waitFor(() => expect(search(address())).toBe(expected));
    }
  });

  it('are not shown while the message has changes that are not saved', async () => {
    await open({ problems }, { dirty: true }).page;
    expect(screen.queryByRole('region')).toBeNull();
  });

  it('have no lines in a message of blocks: they lead to the block, if it is known', async () => {
    const blocks = { version: 1 as const, styles: {} as never, blocks: [] }; // the styles are not read
    const inBlock = { ...problems[1]!, line: 13, blockId: 'b3' };
    const { user, address } = await open({ problems: [...problems, inBlock], blocks }).page;
    const buttons = within(screen.getByRole('list')).getAllByRole('button');
    const names = buttons.map(({ textContent }) => textContent);
    expect(names).toEqual(['Subject', 'Show the block', 'Show the link']);
    await user.click(screen.getByRole('button', { name: /^Show the block/ }));
    await waitFor(() => expect(search(address())).toBe('?tab=content&block=b3'));
  });

  it('are few at first, and all on demand', async () => {
    const many = Array.from({ length: 20 }, (_, line) => ({ ...problems[1]!, line: line + 1 }));
    const { user } = await open({ problems: many }).page;
    expect(screen.getAllByRole('listitem')).toHaveLength(6);
    await user.click(screen.getByRole('button', { name: 'Show all 20' }));
    expect(screen.getAllByRole('listitem')).toHaveLength(20);
  });
});

it('what is left out is listed with its reason and line', async () => {
  const removed = [{ code: 'script' as const, line: 30, what: '<script src="x.js">' }];
  const { user, address } = await open({ removed }).page;
  await user.click(await screen.findByRole('button', { name: '1 part is left out' }));
  expect(await screen.findByText(/Scripts do not run in mail/)).toBeTruthy();
  await user.click(await screen.findByRole('button', { name: /^Line 30/ }));
  await waitFor(() => expect(search(address())).toBe('?tab=content&line=30'));
});

describe('placeholders of other systems', () => {
  const at = (line: number) => [{ field: 'html' as const, line }];
  const placeholders: MailingDetail['placeholders'] = [
    {
      source: '*|FNAME|*',
      dialect: 'mailchimp',
      places: at(3),
      count: 2,
      suggestion: '{{contact.firstName}}',
    },
    {
      source: '*|UNSUB|*',
      dialect: 'mailchimp',
      places: at(9),
      count: 1,
      suggestion: '{{link:unsubscribe}}',
    },
    { source: '[[logo]]', dialect: 'brackets', places: at(1), count: 1, suggestion: null },
  ];
  const trackedLinks = [aLink()];
  const field = (source: string) =>
    screen.findByRole<HTMLInputElement>('combobox', { name: `Replace ${source} by` });

  it('are replaced by what is suggested in one write', async () => {
    const { user, sent } = await open({ placeholders, trackedLinks }).page;
    await waitFor(async () => expect((await field('*|FNAME|*')).value).toBe('First name'));
    expect((await field('*|UNSUB|*')).value).toBe('Unsubscribe');
    expect((await field('[[logo]]')).value).toBe('');
    await user.click(screen.getByRole('button', { name: 'Replace all suggestions' }));
    const replacements = [
      { source: '*|FNAME|*', by: '{{contact.firstName}}' },
      { source: '*|UNSUB|*', by: '{{link:unsubscribe}}' },
    ];
    await waitFor(() => expect(sent.at(-1)?.body).toEqual({ revision: 7, replacements }));
    expect(await screen.findByText('2 placeholders replaced')).toBeTruthy();
  });

  it('lead to their block', async () => {
    const blocks = { version: 1 as const, styles: {} as never, blocks: [] }; // the styles are not read
    const inBlock = { ...placeholders[0]!, places: [{ ...at(3)[0]!, blockId: 'b3' }] };
    const { user, address } = await open({ placeholders: [inBlock, placeholders[1]!], blocks }).page;
    await user.click(await screen.findByRole('button', { name: /^Show the block/ }));
    await waitFor(() => expect(search(address())).toBe('?tab=content&block=b3'));
  });

  it('are replaced by another merge field or by nothing, or left', async () => {
    const { user, sent } = await open({ placeholders, trackedLinks }).page;
    const name = await field('*|FNAME|*');
    await waitFor(() => expect(name.value).toBe('First name'));
    await user.clear(name);
    await user.type(name, 'comp');
    await user.click(await screen.findByRole('option', { name: 'Company' }));
    await user.click(await field('[[logo]]'));
    await user.click(await screen.findByRole('option', { name: 'Nothing: remove it' }));
    await user.clear(await field('*|UNSUB|*'));
    await user.click(screen.getByRole('button', { name: /^Replace \d placeholders/ }));
    await waitFor(() =>
      expect(sent.at(-1)?.body).toMatchObject({
        replacements: expect.arrayContaining([
          { source: '*|FNAME|*', by: '{{company.name}}' },
          { source: '[[logo]]', by: '' },
        ]),
      }),
    );
  });

  it('are not replaced in content that a colleague has changed', async () => {
    const { page, loadTheirs } = open({ placeholders, trackedLinks }, { stale: true });
    const { user } = await page;
    await user.click(await screen.findByRole('button', { name: 'Replace all suggestions' }));
    await user.click(await screen.findByRole('button', { name: 'Load the saved version' }));
    expect(loadTheirs).toHaveBeenCalledOnce();
  });
});
