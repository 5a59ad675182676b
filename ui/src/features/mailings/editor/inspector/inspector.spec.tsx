import { MAX_PICTURE_BYTES, type BlockOf } from '@linkflow/contracts';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepFocus } from '../../../../app/focus-keeper';
import type { Api } from '../../../../testing';
import { textField } from '../../../../shared/merge-text/testing';
import { aBlock, aHeading, columnsOf } from '../model/testing';
import { MAILING_ID, renderEditor } from '../testing';
import { Inspector } from './inspector';

const LINK_ID = 'b'.repeat(24);
const PICTURE_ID = 'c'.repeat(64);

const link = (part: object = {}) => ({
  id: LINK_ID,
  name: 'Calculator',
  answer: { kind: 'redirect', url: 'https://soltun.example/calculator' },
  url: 'https://soltun.example/calculator',
  mailing: null,
  liveVersion: 1,
  usedIn: [{ id: 'm1', name: 'Spring' }],
  draft: {
    revision: 3,
    document: { nodes: [{ id: 'trigger' }, { id: 'n1' }] },
    sentences: { n1: { en: 'Sets the interest Battery', nb: 'Setter interessen Batteri' } },
  },
  ...part,
});

const api: Api = ({ method, path }) => {
  if (path === `/api/links/${LINK_ID}`) return link();
  if (path === '/api/links' && method === 'POST') return link({ liveVersion: null });
  if (path.endsWith('/publish')) return { number: 1 };
  if (path === '/api/lookups/link') return [{ id: LINK_ID, label: 'Calculator' }];
  if (path === '/api/catalogue/facts') return [];
  if (path === '/api/pictures' && method === 'GET') return { items: [], total: 0, page: 1, pageSize: 12 };
  if (path === '/api/pictures') return { id: PICTURE_ID, name: 'a.png' };
  return undefined;
};

// As in the shell around each page.
let listening: AbortController;
beforeEach(() => {
  listening = new AbortController();
  keepFocus(listening.signal);
});
afterEach(() => listening.abort());

function open(block: Parameters<typeof renderEditor>[1][number], answers = api) {
  const rendered = renderEditor(<Inspector />, [block], answers);
  act(() => rendered.store.commands.select(block.id));
  return rendered;
}

describe('where a button leads', () => {
  it('is a link of the library, shown with its name, its address and what a click does', async () => {
    const { user, block } = open(aBlock('button', 'a'));
    await user.type(screen.getByRole('combobox', { name: 'Tracked link' }), 'calc');
    await user.click(await screen.findByRole('option', { name: 'Calculator' }));
    expect(block('a')).toMatchObject({ link: { kind: 'tracked', linkId: LINK_ID } });
    const card = await screen.findByTestId('linked-card');
    for (const text of ['Calculator', 'https://soltun.example/calculator', 'Sets the interest Battery'])
      expect(card.textContent).toContain(text);
    expect(card.textContent).toContain('Used in 1 mailing');
    await user.click(screen.getByRole('button', { name: 'Remove link' }));
    expect(block('a')).toMatchObject({ link: null });
  });

  it('is shown as it is published if its draft has changes, which do nothing yet', async () => {
    const button = {
      ...aBlock('button', 'a'),
      link: { kind: 'tracked', linkId: LINK_ID },
    } as BlockOf<'button'>; // of the type that was asked for
    const published = {
      url: 'https://soltun.example/published',
      document: { nodes: [{ id: 'trigger' }, { id: 'n1', type: 'if' }] },
      sentences: { n1: { en: 'Country is Norway', nb: 'Land er Norge' } },
    };
    open(button, (request) => {
      if (request.path === `/api/links/${LINK_ID}`)
        return link({ changed: true, answer: { kind: 'redirect', url: published.url } });
      return request.path === `/api/links/${LINK_ID}/versions/1` ? published : api(request);
    });
    const card = await screen.findByTestId('linked-card');
    for (const text of [
      'https://soltun.example/published',
      'If: Country is Norway',
      'changes that are not published',
    ])
      expect(card.textContent).toContain(text);
    expect(card.textContent).not.toContain('Sets the interest Battery');
  });

  it('is a new tracked link only for this mailing, named after the button, and published at once', async () => {
    const button = { ...aBlock('button', 'a'), text: 'Save energy' } as BlockOf<'button'>; // of the type that was asked for
    let liveVersion: number | null = null;
    const { user, block, sent } = open(button, (request) => {
      if (request.path.endsWith('/publish')) liveVersion = 1;
      return request.path === `/api/links/${LINK_ID}` ? link({ liveVersion }) : api(request);
    });
    await user.click(screen.getByText('New'));
    expect(screen.getByRole('textbox', { name: 'Name' })).toHaveProperty('value', 'Save energy');
    await user.click(screen.getByRole('button', { name: 'Create and use' }));
    expect(sent.some(({ method }) => method === 'POST')).toBe(false);
    await user.type(screen.getByRole('textbox', { name: 'Web address' }), 'soltun.example');
    await user.click(screen.getByText('Only this one'));
    await user.click(screen.getByRole('button', { name: 'Create and use' }));
    await waitFor(() => expect(sent.filter(({ method }) => method === 'POST')).toHaveLength(2));
    expect(sent.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, body])).toEqual([
      ['/api/links', { name: 'Save energy', url: 'https://soltun.example', mailingId: MAILING_ID }],
      [`/api/links/${LINK_ID}/publish`, { revision: 3 }],
    ]);
    expect(block('a')).toMatchObject({ link: { kind: 'tracked', linkId: LINK_ID } });
    expect((await screen.findByTestId('linked-card')).textContent).toContain('Sets the interest Battery');
    expect(screen.queryByText(/Not published yet/)).toBeNull();
  });

  it('is an address that is not tracked, whose beginning need not be typed, or a page of ours', async () => {
    const { user, block } = open(aBlock('button', 'a'));
    await user.click(screen.getByText('Address'));
    const address = await textField('Address');
    address.type('htt');
    expect(await screen.findByText('Begin with https://, mailto:, tel: or sms:')).toBeTruthy();
    for (const [typed, url] of [
      ['a@x.no', 'mailto:a@x.no'],
      ['x.no', 'https://x.no'],
    ] as const) {
      address.clear();
      address.type(typed);
      fireEvent.blur(address.box);
      expect(block('a')).toMatchObject({ link: { kind: 'url', url } });
    }
    await user.click(screen.getByText('Special'));
    await user.click(screen.getByRole('radio', { name: /Unsubscribe/ }));
    expect(block('a')).toMatchObject({ link: { kind: 'special', name: 'unsubscribe' } });
  });
});

describe('the focus in the settings', () => {
  it('goes to the library when another link is wanted, and stays when the link is removed', async () => {
    const button = {
      ...aBlock('button', 'a'),
      link: { kind: 'tracked', linkId: LINK_ID },
    } as BlockOf<'button'>; // as above
    const { user } = open(button);
    await screen.findByTestId('linked-card');
    await user.click(screen.getByRole('button', { name: 'Change' }));
    expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Tracked link' }));
    await user.click(screen.getByRole('button', { name: 'Remove link' }));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('radio', { name: 'Library' })));
  });

  it('stays among the items when one of them is removed', async () => {
    const { user } = open(aBlock('menu', 'a'));
    await user.click(screen.getByRole('button', { name: 'Remove Item 2' }));
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Add item'));
  });
});

describe('the settings of a block', () => {
  it('are undone field by field', async () => {
    const { store, block } = open(aHeading('a', ''));
    const text = await textField('Text');
    text.type('Hei');
    expect(block('a')).toMatchObject({ text: 'Hei' });
    act(() => screen.getByText('Centre').closest('label')?.click());
    expect(block('a')).toMatchObject({ align: 'center' });
    act(() => store.commands.undo());
    expect(block('a')).toMatchObject({ text: 'Hei', align: 'left' });
    act(() => store.commands.undo());
    expect(block('a')).toMatchObject({ text: '' });
    await waitFor(() => expect(text.box.textContent).toBe(''));
  });

  it('show that the text of a footer is centred, and align it to the left', async () => {
    const { user, block } = open(aBlock('footer', 'a'));
    const pressed = (name: string) => screen.getByRole('button', { name }).hasAttribute('data-active');
    await screen.findByRole('button', { name: 'Centre' });
    expect([pressed('Left'), pressed('Centre')]).toEqual([false, true]);
    await user.click(screen.getByRole('button', { name: 'Left' }));
    expect(block('a')).toMatchObject({ text: { content: [{ attrs: { textAlign: 'left' } }] } });
    await user.click(screen.getByRole('button', { name: 'Centre' }));
    expect(JSON.stringify(block('a'))).not.toContain('textAlign":"');
  });

  it('hide a block on phones', async () => {
    const { user, block } = open(aHeading('a'));
    await user.click(screen.getByRole('checkbox', { name: 'Phone' }));
    expect(block('a')).toMatchObject({ hiddenOn: ['phone'] });
    await user.click(screen.getByRole('checkbox', { name: 'Phone' }));
    expect(block('a')).toMatchObject({ hiddenOn: [] });
  });

  it('give columns another number, and keep their blocks', async () => {
    const { user, shape } = open(columnsOf('b', ['c'], ['d']));
    await user.click(screen.getByText('3'));
    expect(shape()).toBe('b[c|d|]');
    await user.click(screen.getByText('2'));
    expect(shape()).toBe('b[c|d]');
  });

  it('are a list of the links of a menu, in any order', async () => {
    const { user, block } = open(aBlock('menu', 'a'));
    await user.click(screen.getByRole('button', { name: 'Change Item 2' }));
    const text = await textField('Text');
    text.type('Shop');
    await user.click(screen.getByRole('button', { name: 'Move Shop up' }));
    await user.click(screen.getByRole('button', { name: 'Remove Item 2' }));
    expect(block('a')).toMatchObject({ items: [{ text: 'Shop', link: null }] });
  });

  it('save the block to use it again', async () => {
    const { user, sent } = open(aHeading('a', 'Bye'));
    await user.click(screen.getByRole('button', { name: 'More choices for Heading' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Save block' }));
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(sent.find(({ path }) => path === '/api/saved-blocks')?.body).toMatchObject({
        name: 'Bye',
        block: { type: 'heading', text: 'Bye' },
      }),
    );
  });
});

describe('the picture of a block', () => {
  const drop = (file: File) =>
    fireEvent.drop(screen.getByTestId('picture-drop'), { dataTransfer: { files: [file] } });

  it('is uploaded when it is dropped or pasted', async () => {
    const { block, sent } = open(aBlock('image', 'a'));
    drop(new File(['x'], 'a.png', { type: 'image/png' }));
    await waitFor(() =>
      expect(block('a')).toMatchObject({ source: { kind: 'stored', imageId: PICTURE_ID } }),
    );
    expect(sent.find(({ method }) => method === 'POST')?.query.get('name')).toBe('a.png');
    expect(await screen.findByRole('button', { name: 'Change image' })).toBeTruthy();
  });

  it('can be kept when another one was wanted first', async () => {
    const source = { kind: 'url', url: 'https://x.no/a.png' };
    const { user, block } = open({ ...aBlock('image', 'a'), source } as BlockOf<'image'>); // as above
    await user.click(screen.getByRole('button', { name: 'Change image' }));
    await user.click(screen.getByRole('button', { name: 'Keep the image' }));
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Change image' })).toBe(document.activeElement),
    );
    expect(block('a')).toMatchObject({ source });
  });

  it('is refused before it is sent if it is no picture, or too large', () => {
    const { sent } = open(aBlock('image', 'a'));
    drop(new File(['x'], 'a.pdf', { type: 'application/pdf' }));
    expect(screen.getByRole('alert').textContent).toBe('Use a JPEG, PNG, GIF or WebP image');
    const large = new File(['x'], 'a.png', { type: 'image/png' });
    Object.defineProperty(large, 'size', { value: MAX_PICTURE_BYTES + 1 });
    drop(large);
    expect(screen.getByRole('alert').textContent).toBe('The image is larger than 10 MB');
    expect(sent.some(({ method }) => method === 'POST')).toBe(false);
  });
});
