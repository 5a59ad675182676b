import type { DraftView, SaveDraft } from '@linkflow/contracts';
import { ApiError } from '../../api/api-error';
import { saveDraft } from '../../api/links';

/** Browsers let a page that goes away send no more than 64 kB. */
const KEEPALIVE_LIMIT = 60_000;

/** Saves a draft; with `keepalive` the browser carries it through even when the page is gone before the answer. */
export async function sendDraft(linkId: string, body: SaveDraft, keepalive: boolean): Promise<DraftView> {
  const text = JSON.stringify(body);
  if (!keepalive || text.length > KEEPALIVE_LIMIT) return saveDraft(linkId, body);
  let response: Response;
  try {
    response = await fetch(`/api/links/${linkId}/draft`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      credentials: 'same-origin',
      keepalive: true,
      body: text,
    });
  } catch {
    throw new ApiError('network', 0, 'No answer from the server');
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw ApiError.fromAnswer(response.status, answer);
  // Served together with the contracts that it is made from; see api/client.ts.
  return answer as DraftView;
}
