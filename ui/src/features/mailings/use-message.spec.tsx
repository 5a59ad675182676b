import type { MailingDetail } from '@linkflow/contracts';
import { act, renderHook, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { Providers, serveApi, type SentRequest } from '../../testing';
import { aDocument, aHeading } from './editor/model/testing';
import { aMailing } from './testing';
import { useMessage } from './use-message';

const blocks = aDocument(aHeading('a', 'One'));
const changed = aDocument(aHeading('a', 'Two'));

let stored: MailingDetail;
let sent: SentRequest[];
let isStale: boolean;

beforeEach(() => {
  stored = aMailing({ blocks, html: '<p>One</p>' });
  isStale = false;
  sent = serveApi(({ method, body }) => {
    if (method !== 'PATCH') return stored;
    if (isStale) {
      isStale = false;
      const details = { savedBy: { name: 'Ola' }, savedAt: '2027-03-01T11:00:00.000Z' };
      return Response.json({ code: 'draft.stale', message: 'x', requestId: 'r', details }, { status: 409 });
    }
    // The API returns the keys of blocks in an order of its own.
    const { subject = stored.subject, blocks: given = stored.blocks } = body as Partial<MailingDetail>;
    stored = { ...stored, subject, blocks: structuredClone(given), revision: stored.revision + 1 };
    return stored;
  });
});

const open = () =>
  renderHook(({ mailing }) => useMessage(mailing, () => Promise.resolve(stored)), {
    initialProps: { mailing: stored },
    wrapper: ({ children }) => <Providers>{children}</Providers>,
  });
const saves = () => sent.filter(({ method }) => method === 'PATCH').map(({ body }) => body);

describe('a message of blocks', () => {
  it('is dirty while it differs from the saved one, and sends only what was changed', async () => {
    const { result } = open();
    act(() => result.current.edit({ blocks: changed }));
    expect(result.current.dirty).toBe(true);
    act(() => result.current.edit({ blocks: structuredClone(blocks) }));
    expect(result.current.dirty).toBe(false);
    act(() => result.current.edit({ blocks: changed, subject: 'Hi' }));
    act(() => result.current.save());
    await waitFor(() => expect(result.current.dirty).toBe(false));
    expect(saves()).toEqual([{ subject: 'Hi', blocks: changed, revision: 7 }]);
    // The same object, so that what was done before the save can still be undone.
    expect(result.current.blocks).toBe(changed);
  });

  it('asks what to keep when a colleague saved first', async () => {
    const { result } = open();
    act(() => result.current.edit({ blocks: changed }));
    isStale = true;
    stored = { ...stored, revision: 9 };
    act(() => result.current.save());
    await waitFor(() => expect(result.current.stale?.by).toBe('Ola'));
    act(() => result.current.keepMine());
    await waitFor(() => expect(result.current.dirty).toBe(false));
    expect(saves().at(-1)).toEqual({ blocks: changed, revision: 9 });
  });

  it('gives up its blocks after saving what is not saved', async () => {
    const { result } = open();
    act(() => result.current.edit({ blocks: changed }));
    act(() => result.current.writeHtml());
    await waitFor(() => expect(result.current.blocks).toBeNull());
    expect(saves()).toEqual([
      { blocks: changed, revision: 7 },
      { blocks: null, revision: 8 },
    ]);
    expect(result.current.html).toBe('<p>One</p>');
  });
});
