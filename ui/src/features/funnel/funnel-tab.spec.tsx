import { screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import type { Funnel, VersionFunnel, VersionSummary } from '@linkflow/contracts';
import { aCatalogue, aDocument, aDraft, aNode, anEdge } from '../../canvas/model/testing';
import { aMarketer, renderCanvas } from '../../canvas/testing';
import { FunnelTab, type FunnelAddress } from './funnel-tab';

const OWNER = { kind: 'link' as const, id: 'a'.repeat(24) };
const draft = aDraft(aDocument([aNode('a', 'set-interest')], [anEdge('click', 'then', 'a')]));

const aVersion = (number: number): VersionSummary => ({
  number,
  live: number === 2,
  hash: 'h',
  url: 'https://example.com/',
  publishedAt: '2027-03-01T10:20:00.000Z',
  publishedBy: { id: 'u1', name: 'Ingrid Dahl' },
});

const aFunnel = (version: number, runs: number): VersionFunnel => ({
  version,
  runs,
  succeeded: runs - 3,
  failed: 1,
  cancelled: 0,
  review: 0,
  open: 2,
  time: { median: 400, p95: 2_100 },
  nodes: [
    {
      nodeId: 'a',
      runs,
      succeeded: runs - 3,
      failed: 1,
      skipped: 0,
      cancelled: 0,
      review: 0,
      waiting: 2,
      retrying: 0,
      held: 0,
      working: 0,
      repeated: 0,
      time: { median: 400, p95: 2_100 },
    },
  ],
  edges: [],
});

function open(part: Partial<Funnel> = {}, versions = [aVersion(2), aVersion(1)]) {
  function Tab() {
    const [address, setAddress] = useState<FunnelAddress>({ table: true });
    return <FunnelTab owner={OWNER} catalogue={aCatalogue()} address={address} onAddress={setAddress} />;
  }
  return renderCanvas(<Tab />, {
    readOnly: true,
    draft,
    session: aMarketer(),
    api: ({ path, query }) => {
      if (path.endsWith('/versions')) return versions;
      if (path.endsWith('/versions/2')) return { ...aVersion(2), ...draft, sentences: {} };
      if (!path.endsWith('/funnel')) return undefined;
      const compare = query.get('compare') === '1' ? aFunnel(1, 50) : null;
      return { version: aFunnel(2, 200), compare, complete: true, ...part };
    },
  });
}

describe('the funnel of a link', () => {
  it('lists how many runs came to each step, and how long they took there', async () => {
    open();
    const table = within(await screen.findByRole('table', { name: 'Steps' }));
    const cells = table.getAllByRole('cell').map(({ textContent }) => textContent);
    expect(cells.slice(1)).toEqual(['200', '100%', '1', '2', '400 ms', '2.1 s']);
  });

  it('shows another version beside it', async () => {
    const { user, sent } = open();
    await user.click(await screen.findByRole('combobox', { name: 'Compare with …' }));
    // Both lists have it; that of the version comes first.
    const options = await screen.findAllByRole('option', { name: 'Version 1', hidden: true });
    expect(options).toHaveLength(2);
    await user.click(options[1] ?? document.body);
    const table = within(await screen.findByRole('table', { name: 'Steps' }));
    await waitFor(() => expect(table.getByText('v1: 50')).toBeTruthy());
    expect(sent.at(-1)?.query.toString()).toBe('version=2&compare=1&clicks=people');
  });

  it('says that the numbers are behind while very much happens', async () => {
    open({ complete: false });
    expect(await screen.findByRole('status')).toHaveProperty(
      'textContent',
      'Much is happening right now. The numbers are up to a minute behind.',
    );
  });

  it('says what will be here when nothing is published', async () => {
    open({}, []);
    expect(await screen.findByText('Nothing is published yet')).toBeTruthy();
  });
});
