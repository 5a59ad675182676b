import type { LookupItem } from '@linkflow/contracts';
import { screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { aProblem, renderParts, type Api } from '../testing';
import { RefMultiSelect } from './ref-multi-select';
import { RefSelect } from './refs';

const companies: LookupItem[] = [
  { id: 'acme', label: 'Acme', detail: 'Oslo' },
  { id: 'borg', label: 'Borg', detail: 'Bergen' },
];

const lookups: Api = ({ query }) => {
  const ids = query.get('ids')?.split(',');
  if (ids) return companies.filter(({ id }) => ids.includes(id));
  const q = query.get('q') ?? '';
  return companies.filter(({ label }) => label.toLowerCase().startsWith(q.toLowerCase()));
};

function One({ initial, except }: { initial: string | null; except?: string[] }) {
  const [id, setId] = useState(initial);
  return <RefSelect kind="company" label="Company" value={id} onChange={setId} except={except} clearable />;
}

const combobox = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Company' });
const options = () => screen.queryAllByRole('option', { hidden: true }).map((option) => option.textContent);

describe('select for one record', () => {
  it('searches by the typed text and selects a record by its name', async () => {
    const { user, sent } = renderParts(<One initial={null} />, lookups);
    expect(sent).toEqual([]);
    await user.type(combobox(), 'bo');
    await waitFor(() => expect(options()).toEqual(['BorgBergen']));
    expect(sent.at(-1)).toMatchObject({ path: '/api/lookups/company' });
    expect(sent.at(-1)?.query.get('q')).toBe('bo');
    await user.click(screen.getByRole('option', { name: 'Borg Bergen', hidden: true }));
    expect(combobox().value).toBe('Borg');
  });

  it('loads the name of the selected record and then offers all records', async () => {
    const { user } = renderParts(<One initial="acme" />, lookups);
    expect(combobox().placeholder).toBe('Loading');
    await waitFor(() => expect(combobox().value).toBe('Acme'));
    expect(combobox().placeholder).toBe('');
    await user.click(combobox());
    await waitFor(() => expect(options()).toEqual(['AcmeOslo', 'BorgBergen']));
  });

  it('says below a link what a click gets: a website, or something else in words', async () => {
    const { user } = renderParts(
      <RefSelect kind="link" label="Company" value={null} onChange={() => undefined} />,
      () => [
        { id: 'l1', label: 'Shop', detail: 'https://shop.example', answer: 'redirect' },
        { id: 'l2', label: 'Leave', detail: 'https://shop.example', answer: 'unsubscribe' },
      ],
    );
    await user.click(combobox());
    await waitFor(() =>
      expect(options()).toEqual(['Shophttps://shop.example', 'LeaveOpens the page for unsubscribing']),
    );
  });

  it('does not offer excluded records', async () => {
    const { user } = renderParts(<One initial={null} except={['acme']} />, lookups);
    await user.click(combobox());
    await waitFor(() => expect(options()).toEqual(['BorgBergen']));
  });

  it('reports a failed search where the options would be', async () => {
    const { user } = renderParts(<One initial={null} />, () => aProblem(503, 'service.unavailable'));
    await user.click(combobox());
    expect(await screen.findByText(/The server cannot reach its database right now/)).toBeTruthy();
  });
});

describe('select for several records', () => {
  function Many() {
    const [items, setItems] = useState<LookupItem[]>([]);
    return (
      <>
        <RefMultiSelect kind="company" label="Company" value={items} onChange={setItems} />
        <output>{items.map(({ id }) => id).join()}</output>
      </>
    );
  }

  it('collects records from several searches', async () => {
    const { user } = renderParts(<Many />, lookups);
    await user.type(combobox(), 'ac');
    await waitFor(() => expect(options()).toEqual(['AcmeOslo']));
    await user.click(screen.getByRole('option', { name: 'Acme Oslo', hidden: true }));
    await user.type(combobox(), 'bo');
    await waitFor(() => expect(options()).toEqual(['BorgBergen']));
    await user.click(screen.getByRole('option', { name: 'Borg Bergen', hidden: true }));
    expect(screen.getByRole('status').textContent).toBe('acme,borg');
  });
});
