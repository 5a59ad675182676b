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
  localStorage.clear();
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

  it('is saved without a question after something else was saved: the type, or a part that was not changed here', async () => {
    const { result, rerender } = open();
    act(() => result.current.edit({ blocks: changed }));
    stored = { ...stored, typeId: 't'.repeat(24), preheader: 'Theirs', revision: 9 };
    rerender({ mailing: stored });
    expect(result.current.preheader).toBe('Theirs');
    act(() => result.current.save());
    await waitFor(() => expect(result.current.dirty).toBe(false));
    expect(saves()).toEqual([{ blocks: changed, revision: 9 }]);
  });

  it('asks if a colleague has changed the same part meanwhile', async () => {
    const { result, rerender } = open();
    act(() => result.current.edit({ blocks: changed }));
    stored = { ...stored, blocks: aDocument(aHeading('a', 'Theirs')), revision: 9 };
    rerender({ mailing: stored });
    isStale = true;
    act(() => result.current.save());
    await waitFor(() => expect(result.current.stale?.by).toBe('Ola'));
    expect(saves()).toEqual([{ blocks: changed, revision: 7 }]);
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

describe('a message that was left unsaved by a page that crashed', () => {
  const keyOf = () => Object.keys(localStorage).find((key) => key.startsWith('lf.message.'));
  const isKept = () => keyOf() !== undefined;
  /** Writes on a page that is never left, as if the browser had crashed. */
  const crash = async () => {
    const { result } = open();
    act(() => result.current.edit({ subject: 'Lost', blocks: changed }));
    await waitFor(() => expect(isKept()).toBe(true));
  };

  it('is offered to the next visit, restored on demand, and gone once it is saved', async () => {
    await crash();
    const { result } = open();
    expect(result.current.subject).toBe(stored.subject);
    expect(result.current.unsaved?.content.subject).toBe('Lost');
    act(() => result.current.restoreUnsaved());
    expect(result.current).toMatchObject({ subject: 'Lost', blocks: changed, dirty: true, unsaved: null });
    act(() => result.current.save());
    await waitFor(() => expect(result.current.dirty).toBe(false));
    await waitFor(() => expect(isKept()).toBe(false));
    expect(saves()).toEqual([{ subject: 'Lost', blocks: changed, revision: 7 }]);
  });

  it('is saved with the revision on which it is based, so that what a colleague saved since is not overwritten', async () => {
    await crash();
    stored = { ...stored, subject: 'Theirs', revision: 9 };
    const { result } = open();
    act(() => result.current.restoreUnsaved());
    act(() => result.current.save());
    await waitFor(() => expect(result.current.dirty).toBe(false));
    expect(saves()[0]).toMatchObject({ revision: 7 });
  });

  it('is gone when it is discarded, and a page that is left on purpose keeps nothing', async () => {
    await crash();
    const { result, unmount } = open();
    act(() => result.current.discardUnsaved());
    expect([isKept(), result.current.unsaved]).toEqual([false, null]);
    act(() => result.current.edit({ subject: 'Left' }));
    await waitFor(() => expect(isKept()).toBe(true));
    unmount();
    expect(isKept()).toBe(false);
  });

  it('is not offered if it cannot be read, or equals what is saved', async () => {
    await crash();
    const key = keyOf() ?? '';
    for (const broken of ['', '{', 'null', '{"v":0}', '{"v":1,"content":{"subject":1}}']) {
      localStorage.setItem(key, broken);
      expect(open().result.current.unsaved).toBeNull();
    }
    await crash();
    stored = { ...stored, subject: 'Lost', blocks: changed };
    expect(open().result.current.unsaved).toBeNull();
  });
});
