import type { SaveDraft } from '@linkflow/contracts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sendDraft } from './draft-session';

const aDraft = (url: string): SaveDraft => ({
  revision: 1,
  url,
  document: { schemaVersion: 1, nodes: [], edges: [] },
  layout: { positions: {}, notes: [] },
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('saving a draft', () => {
  it.each([
    ['is completed by the browser although the page is closed', 'https://example.no/', true],
    ['is a normal request if its bytes exceed what browsers complete', 'ø'.repeat(31_000), false],
  ])('%s', async (_what, url, keepalive) => {
    const send = vi.fn<typeof fetch>(async () => Response.json({}));
    vi.stubGlobal('fetch', send);
    await sendDraft('link', 'l1', aDraft(url));
    expect(send.mock.calls[0]?.[1]?.keepalive).toBe(keepalive);
  });
});
