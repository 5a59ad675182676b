import { act, createEvent, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { useEffect, useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import type { FactDescriptor } from '@linkflow/contracts';
import { setLanguage } from '../../i18n';
import { renderParts } from '../../testing';
import { MergeFacts } from './merge-facts';
import { MergeTextField } from './merge-text-field';
import { textField } from './testing';

const fact = (name: string, en: string, nb: string, part: Partial<FactDescriptor> = {}): FactDescriptor => ({
  name,
  type: 'text',
  label: { en, nb },
  group: 'contact',
  ...part,
});
const FACTS = [
  fact('contact.firstName', 'First name', 'Fornavn'),
  fact('contact.lastName', 'Last name', 'Etternavn'),
  fact('company.name', 'Company name', 'Firmanavn', { group: 'company' }),
  fact('contact.interests', 'Interests', 'Interesser', { type: 'list' }),
];

function TextOnPage({ start, ...rest }: { start: string } & Partial<Parameters<typeof MergeTextField>[0]>) {
  const [text, setText] = useState(start);
  return (
    <MergeFacts facts={new Map(FACTS.map((one) => [one.name, one]))}>
      <MergeTextField label="Title" {...rest} value={text} onChange={setText} />
      <output data-testid="stored">{JSON.stringify(text)}</output>
      <button type="button" onClick={() => setText('From {{contact.lastName}}')}>
        Change outside
      </button>
    </MergeFacts>
  );
}

async function renderField(start: string, props: Partial<Parameters<typeof MergeTextField>[0]> = {}) {
  const rendered = renderParts(<TextOnPage start={start} {...props} />);
  return { ...rendered, ...(await textFieldAndValue()) };
}

const textFieldAndValue = async () => ({
  ...(await textField('Title')),
  stored: () => JSON.parse(screen.getByTestId('stored').textContent ?? '') as string,
});

function CheckedText() {
  const [error, setError] = useState<string>();
  return (
    <>
      <TextOnPage start="" error={error} />
      <button type="button" onClick={() => setError('Write a title')}>
        Check
      </button>
    </>
  );
}

describe('a text with merge fields', () => {
  it('is marked as wrong, with the reason, when an error appears and the editor is already there', async () => {
    const { user } = renderParts(<CheckedText />);
    const { box } = await textField('Title');
    expect(box.getAttribute('aria-invalid')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Check' }));
    await waitFor(() => expect(box.getAttribute('aria-invalid')).toBe('true'));
    const reason = document.getElementById(box.getAttribute('aria-describedby')?.split(' ').at(-1) ?? '');
    expect(reason?.textContent).toBe('Write a title');
  });

  it('shows merge fields by their names in the language of the reader, with what is written instead', async () => {
    const { box } = await renderField('Hi {{contact.firstName|you}} at {{company.name}}');
    expect(box.textContent).toBe('Hi First name or “you” at Company name');
    act(() => setLanguage('nb'));
    expect(box.textContent).toBe('Hi Fornavn ellers «you» at Firmanavn');
  });

  it('marks merge fields that do not exist, and says what is wrong', async () => {
    const { box } = await renderField('{{contact.firstname}} {{first name}}');
    expect(box.textContent).toBe('Unknown field: contact.firstname Not a merge field: first name');
    expect(box.querySelectorAll('[data-wrong]')).toHaveLength(2);
  });

  it('finds a merge field by what is typed behind two braces, and inserts it with Enter', async () => {
    const { user, box, type, stored } = await renderField('');
    type('Dear {{last');
    const options = await screen.findAllByRole('option');
    expect(options.map((option) => option.textContent)).toEqual(['Last name']);
    expect(box.getAttribute('aria-activedescendant')).toBe(options[0]?.id);
    await user.keyboard('{Enter}');
    expect(stored()).toBe('Dear {{contact.lastName}}');
    expect(screen.queryByRole('listbox')).toBeNull();
  });

  it('lists merge fields by group, and arrow keys move through them', async () => {
    const { user, type, stored } = await renderField('');
    type('{{');
    const groups = await screen.findAllByRole('group');
    expect(groups.map((group) => group.getAttribute('aria-label'))).toEqual(['Contact', 'Company']);
    expect(
      within(groups[0]!)
        .getAllByRole('option')
        .map((one) => one.textContent),
    ).toEqual(['First name', 'Last name']);
    await user.keyboard('{ArrowUp}');
    expect(screen.getByRole('option', { selected: true }).textContent).toBe('Company name');
    await user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    expect(stored()).toBe('{{contact.lastName}}');
  });

  it('closes the list with Escape and keeps what was typed', async () => {
    const { user, type, stored } = await renderField('');
    type('{{fir');
    await screen.findByRole('listbox');
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('listbox')).toBeNull();
    expect(stored()).toBe('{{fir');
  });

  it('makes a chip of a merge field that is typed to its end', async () => {
    const { box, type, stored } = await renderField('');
    type('{{contact.firstName|you}}!');
    expect(stored()).toBe('{{contact.firstName|you}}!');
    await waitFor(() => expect(box.textContent).toBe('First name or “you”!'));
  });

  it('opens the list by a button, and leaves no braces behind if nothing is chosen', async () => {
    const { user, stored } = await renderField('Hi');
    await user.click(screen.getByRole('button', { name: 'Insert merge field in “Title”' }));
    await screen.findByRole('listbox');
    await user.keyboard('{Escape}');
    expect(stored()).toBe('Hi');
    await user.click(screen.getByRole('button', { name: 'Insert merge field in “Title”' }));
    await user.click(await screen.findByRole('option', { name: 'Company name' }));
    expect(stored()).toContain('{{company.name}}');
  });

  it('is removed as a whole by Backspace, and its text for an empty value is changed after Enter', async () => {
    const { user, editor, stored } = await renderField('Hi {{contact.firstName}}!');
    act(() => editor.view.focus());
    act(() => void editor.commands.setNodeSelection(4));
    await user.keyboard('{Enter}');
    const fallback = await screen.findByRole('textbox', { name: 'Text if it is empty' });
    await user.type(fallback, 'th}ere');
    expect(stored()).toBe('Hi {{contact.firstName|there}}!');
    await user.keyboard('{Enter}');
    expect(screen.queryByTestId('merge-field-form')).toBeNull();
    act(() => void editor.chain().focus().setTextSelection(5).run());
    fireEvent.keyDown(editor.view.dom, { key: 'Backspace', keyCode: 8 });
    expect(stored()).toBe('Hi !');
  });

  it('offers the right names for a misspelt merge field', async () => {
    const { user, editor, stored } = await renderField('{{contact.firstname|you}}');
    act(() => editor.view.focus());
    act(() => void editor.commands.setNodeSelection(1));
    await user.keyboard('{Enter}');
    await user.click(await screen.findByRole('combobox', { name: 'Field' }));
    await user.click(await screen.findByRole('option', { name: 'First name' }));
    expect(stored()).toBe('{{contact.firstName|you}}');
  });

  it('makes chips of pasted braces, on one line where only one is allowed', async () => {
    const { box, editor, stored } = await renderField('');
    act(() => void editor.commands.focus());
    paste(box, 'Hi {{contact.firstName|you}},\nwelcome {{');
    expect(stored()).toBe('Hi {{contact.firstName|you}}, welcome {{');
    await waitFor(() => expect(box.textContent).toBe('Hi First name or “you”, welcome {{'));
  });

  it('joins the lines of a dropped text where only one is allowed', async () => {
    const { editor, stored } = await renderField('');
    const { view } = editor;
    vi.spyOn(view, 'posAtCoords').mockReturnValue({ pos: 1, inside: 0 });
    const getData = (type: string) =>
      type === 'text/html' ? '<p>Hi {{contact.firstName}},</p><p>welcome</p>' : '';
    const drop = createEvent.drop(view.dom);
    Object.assign(drop, { dataTransfer: { getData, files: [], types: ['text/html'] } });
    act(() => void fireEvent(view.dom, drop));
    expect(stored()).toBe('Hi {{contact.firstName}}, welcome');
  });

  it('keeps lines and merge fields when a part is copied and pasted', async () => {
    const { box, editor, stored } = await renderField('a {{contact.firstName|b}}\nc', { multiline: true });
    act(() => void editor.chain().focus().selectAll().run());
    const { text } = editor.view.serializeForClipboard(editor.state.selection.content());
    act(() => void editor.commands.setTextSelection(editor.state.doc.content.size - 1));
    paste(box, text);
    expect(stored()).toBe('a {{contact.firstName|b}}\nca {{contact.firstName|b}}\nc');
  });

  it('does not become longer than its limit, in which merge fields count as they are stored', async () => {
    const { box, type, stored } = await renderField('{{contact.firstName}}', { maxLength: 24 });
    type('abcdef');
    expect(stored()).toBe('{{contact.firstName}}abc');
    paste(box, 'x');
    expect(stored()).toBe('{{contact.firstName}}abc');
  });

  it.each([
    ['half of an emoji', 'ab😀', 'ab'],
    ['a part of a merge field', 'a{{contact.firstName}}', 'a'],
  ])('leaves out %s that has no room in a pasted text', async (_, pasted, kept) => {
    const { box, editor, stored } = await renderField('', { maxLength: 3 });
    act(() => void editor.commands.focus());
    paste(box, pasted);
    expect(stored()).toBe(kept);
  });

  it('shows a value that was changed elsewhere', async () => {
    const { user, box } = await renderField('Hi');
    await user.click(screen.getByRole('button', { name: 'Change outside' }));
    expect(box.textContent).toBe('From Last name');
  });

  it('can only be read if it is disabled', async () => {
    const { box } = await renderField('{{contact.firstName}}', { disabled: true });
    expect(box.getAttribute('contenteditable')).toBe('false');
    expect(box.getAttribute('aria-readonly')).toBe('true');
    expect(screen.queryByRole('button', { name: /Insert merge field/ })).toBeNull();
  });

  it('shows the text and takes what is typed before its editor is loaded', async () => {
    renderParts(<TextOnPage start="Hi {{contact.firstName}}" lazily />);
    const waiting = screen.getByRole('textbox', { name: 'Title' });
    expect(waiting.textContent).toBe('Hi First name');
    expect(waiting.getAttribute('aria-busy')).toBe('false');
    fireEvent.keyDown(waiting, { key: '!' });
    act(() => waiting.focus());
    const { box } = await textField('Title');
    await waitFor(() => expect(box.textContent).toBe('Hi First name!'));
    await waitFor(() => expect(document.activeElement).toBe(box));
  });

  it('has the focus at the moment in which its editor replaces the waiting text, so that no key is lost', async () => {
    renderParts(<TextOnPage start="Hi" lazily />);
    const waiting = screen.getByRole('textbox', { name: 'Title' });
    const focused: (string | null)[] = [];
    new MutationObserver(() => {
      if (!waiting.isConnected) focused.push(document.activeElement?.getAttribute('contenteditable') ?? null);
    }).observe(document.body, { childList: true, subtree: true });
    act(() => waiting.focus());
    await textField('Title');
    expect(focused[0]).toBe('true');
  });

  it('takes over what is pasted and typed while its editor is on its way, on one line', async () => {
    renderParts(<TextOnPage start="" lazily />);
    const waiting = screen.getByRole('textbox', { name: 'Title' });
    fireEvent.paste(waiting, { clipboardData: { getData: () => 'Hi {{contact.firstName}}\n' } });
    for (const key of ['!', '?', 'Backspace']) fireEvent.keyDown(waiting, { key });
    act(() => waiting.focus());
    const { box, stored } = await textFieldAndValue();
    expect(stored()).toBe('Hi {{contact.firstName}} !');
    expect(document.activeElement).toBe(box);
  });

  it('keeps what is typed while the page still renders what was typed before', async () => {
    const changes: string[] = [];
    const page: { render: (value: string) => void } = { render: () => undefined };
    function Late() {
      const [value, setValue] = useState('');
      useEffect(() => void (page.render = setValue), []);
      return <MergeTextField label="Title" value={value} onChange={(text) => changes.push(text)} />;
    }
    renderParts(<Late />);
    const { box, type } = await textField('Title');
    type('abc');
    expect(changes).toEqual(['a', 'ab', 'abc']);
    act(() => page.render('a'));
    expect(box.textContent).toBe('abc');
    act(() => page.render('abc'));
    type('d');
    expect(changes.at(-1)).toBe('abcd');
    act(() => page.render('from elsewhere'));
    expect(box.textContent).toBe('from elsewhere');
  });

  it('gets the focus by a click on its label, also before its editor is loaded', async () => {
    const { user } = renderParts(<TextOnPage start="" lazily />);
    await user.click(screen.getByText('Title'));
    const { box } = await textField('Title');
    await waitFor(() => expect(document.activeElement).toBe(box));
  });

  it('names merge fields in its placeholder', async () => {
    const { box } = await renderField('', { placeholder: 'Call {{contact.firstName}}' });
    expect(box.getAttribute('aria-placeholder')).toBe('Call ‹First name›');
  });
});

function paste(box: HTMLElement, text: string): void {
  fireEvent.paste(box, {
    clipboardData: { getData: () => text, types: ['text/plain'], files: [], items: [] },
  });
}
