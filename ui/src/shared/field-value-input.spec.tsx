import { Modal } from '@mantine/core';
import type { FieldDefinition, FieldValue } from '@linkflow/contracts';
import { act, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { setLanguage, setTimeZone } from '../i18n';
import { renderParts } from '../testing';
import { FieldValueInput } from './field-value-input';

type Field = Pick<FieldDefinition, 'type' | 'options'>;

/** Renders the input of a field. The returned `value()` gives the value that was entered last. */
function renderInput(field: Field, initial: FieldValue = null) {
  let present: FieldValue = initial;
  function Example() {
    const [value, setValue] = useState(initial);
    return (
      <FieldValueInput
        field={field}
        label="Field"
        value={value}
        onChange={(next) => {
          present = next;
          setValue(next);
        }}
      />
    );
  }
  return { ...renderParts(<Example />), value: () => present };
}

const textbox = (name = 'Field') => screen.getByRole<HTMLInputElement>('textbox', { name });

describe('input of an extra field', () => {
  it.each(['text', 'long-text'] as const)('enters a %s and stores an empty one as null', async (type) => {
    const { user, value } = renderInput({ type });
    await user.type(textbox(), 'Gull');
    expect(value()).toBe('Gull');
    await user.clear(textbox());
    expect(value()).toBeNull();
  });

  it('enters whole numbers without decimals', async () => {
    const { user, value } = renderInput({ type: 'integer' });
    await user.type(textbox(), '12.5');
    expect(value()).toBe(125);
    await user.clear(textbox());
    expect(value()).toBeNull();
  });

  it.each([
    ['en', '12.5'],
    ['nb', '12,5'],
  ] as const)('enters decimals with the separator of %s', async (language, typed) => {
    act(() => setLanguage(language));
    const { user, value } = renderInput({ type: 'decimal' });
    await user.type(textbox(), typed);
    expect(value()).toBe(12.5);
    expect(textbox().value).toBe(typed);
  });

  it('distinguishes yes, no and empty', async () => {
    const { user, value } = renderInput({ type: 'boolean' }, true);
    const select = screen.getByRole<HTMLInputElement>('combobox', { name: 'Field' });
    expect(select.value).toBe('Yes');
    await user.click(select);
    await user.click(await screen.findByRole('option', { name: 'No', hidden: true }));
    expect(value()).toBe(false);
  });

  it('offers the choices of a list and finds them by typing', async () => {
    const { user, value } = renderInput({ type: 'list', options: ['Gull', 'Sølv', 'Bronse'] });
    await user.type(screen.getByRole('combobox', { name: 'Field' }), 'søl');
    await user.click(await screen.findByRole('option', { name: 'Sølv', hidden: true }));
    expect(value()).toBe('Sølv');
  });

  it.each([
    ['en', '14/03/2027'],
    ['nb', '14.03.2027'],
  ] as const)('shows and parses a date in the notation of %s', async (language, shown) => {
    act(() => setLanguage(language));
    const { user, value } = renderInput({ type: 'date' }, '2027-03-14');
    await screen.findByDisplayValue(shown);
    await user.clear(textbox());
    await user.type(textbox(), '1.4.2028');
    await user.tab();
    expect(value()).toBe('2028-04-01');
  });

  it('stores a time of day as minutes since midnight', async () => {
    const { user, value } = renderInput({ type: 'time' });
    await user.type(await screen.findByRole('spinbutton', { name: 'Hours' }), '09');
    await user.type(screen.getByRole('spinbutton', { name: 'Minutes' }), '30');
    expect(value()).toBe(570);
  });

  it('stores a timespan in minutes, and null when hours and minutes are empty', async () => {
    const { user, value } = renderInput({ type: 'timespan' });
    await user.type(textbox('Hours'), '2');
    await user.type(textbox('Minutes'), '15');
    expect(value()).toBe(135);
    await user.clear(textbox('Hours'));
    await user.clear(textbox('Minutes'));
    expect(value()).toBe(0);
  });
});

it.each([
  ['Europe/Oslo', '00:30'],
  ['America/New_York', '18:30'],
])(
  'shows a time in the zone of the organisation, whatever the zone of the browser is: %s',
  async (zone, shown) => {
    setLanguage('en');
    setTimeZone(zone);
    renderInput({ type: 'date-time' }, '2026-11-27T23:30:00.000Z');
    expect((await screen.findByRole('button', { name: 'Field' })).textContent).toContain(shown);
  },
);

describe('the calendar of a date', () => {
  it('is closed by Escape alone; the dialog around it stays open until the next Escape', async () => {
    const onClose = vi.fn<() => void>();
    const { user } = renderParts(
      <Modal opened onClose={onClose}>
        <FieldValueInput field={{ type: 'date' }} label="Field" value={null} onChange={() => {}} />
      </Modal>,
    );
    const field = await screen.findByRole('textbox', { name: 'Field' });
    // The dialog takes the focus some time after it has opened.
    await waitFor(() => expect(screen.getByRole('dialog').contains(document.activeElement)).toBe(true));
    await user.click(field);
    await screen.findByRole('button', { name: 'Previous' });
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Previous' })).toBeNull());
    expect(onClose).not.toHaveBeenCalled();
    await user.keyboard('{Escape}');
    expect(onClose).toHaveBeenCalledOnce();
  });
});
