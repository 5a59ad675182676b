import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import {
  type DraftView,
  EMPTY_WORKFLOW,
  type LinkDetail,
  type NodeDescriptor,
  ROUTES,
  type SaveDraft,
} from '@linkflow/contracts';
import { ApiError, isApiError } from '../../api/api-error';
import { routeKey } from '../../api/use-route';
import { call } from '../../api/client';
import { useSession } from '../../api/session';
import { useTexts } from '../../i18n';
import { toast, toastError } from '../../shared/toast';
import { type Draft, draftOf, sameDraft } from '../model/draft';
import { createId } from '../model/nodes';
import { type CanvasStore, createCanvasStore } from '../store/canvas-store';
import { savingTexts } from '../texts/saving';
import { createDraftBackup } from './draft-backup';
import { createDraftSync, type DraftSync } from './draft-sync';

export interface DraftSession {
  canvas: CanvasStore;
  sync: DraftSync;
  /** The draft as last returned by the server. */
  serverDraft: DraftView;
  /** True if the session started with unsaved changes of an earlier visit, restored from the local backup. */
  restored: boolean;
}

const EMPTY_DRAFT: Draft = { url: '', document: EMPTY_WORKFLOW, layout: { positions: {}, notes: [] } };

/**
 * Creates the editing session of one link's draft: canvas store, autosave and local backup. The session exists until the link
 * page is left; unsaved changes are sent then.
 * @param readOnly true if the user may not change the draft: nothing is restored, edited or sent
 */
export function useDraftSession(
  link: LinkDetail,
  catalogue: readonly NodeDescriptor[],
  readOnly = false,
): DraftSession {
  const client = useQueryClient();
  const t = useTexts(savingTexts);
  const [serverDraft, setServerDraft] = useState(link.draft);
  const onSaved = useEffectEvent((view: DraftView) => {
    setServerDraft(view);
    client.setQueryData<LinkDetail>(
      routeKey(ROUTES.links.get, { params: { id: link.id } }),
      (old) => old && { ...old, url: view.url, draft: view },
    );
  });

  const onMerged = useEffectEvent((theirs: DraftView) => toast(t('merged', { name: theirs.savedBy.name })));

  const userId = useSession()?.userId;
  const [session] = useState(() => {
    const page = createId('p');
    const backup = createDraftBackup(localStorage, link.id, userId);
    const stored = readOnly ? null : backup.read();
    const unsaved = stored !== null && !sameDraft(stored, link.draft) ? stored : null;
    // The backup equals the server's draft: the last save reached the server, but the page was closed before the response.
    if (stored && !unsaved && !stored.discarded) backup.clear(stored.page);
    // Without the draft that the changes are based on, every difference counts as a change of both sides.
    const base = unsaved?.base === link.draft.revision ? link.draft : (unsaved?.baseDraft ?? EMPTY_DRAFT);
    const canvas = createCanvasStore({
      linkId: link.id,
      draft: draftOf(unsaved && base !== EMPTY_DRAFT ? base : link.draft),
      findings: link.draft,
      catalogue,
      readOnly,
    });
    const copy = readOnly ? null : backup.takeConflictCopy();
    const start = {
      revision: unsaved?.base ?? link.draft.revision,
      savedAt: link.draft.savedAt,
      base: draftOf(unsaved ? base : link.draft),
      sent: unsaved?.sent,
      discarded: stored?.discarded ?? (copy ? { ...draftOf(copy), revision: copy.base } : undefined),
      keepReplaced: unsaved?.keepReplaced,
    };
    const params = { id: link.id };
    const sync = createDraftSync(canvas, start, {
      save: (body) => sendDraft(link.id, body),
      discard: (body) => call(ROUTES.workflows.discardDraft, { params, body }),
      load: () => call(ROUTES.workflows.draft, { params }),
      isRefused: (error) => error instanceof ApiError && LASTING.has(error.status),
      onDiscardRefused: toastError,
      isStale: (error) => isApiError(error, 'draft.stale'),
      backup,
      page,
      now: () => new Date(),
      onSaved: (view) => onSaved(view),
      onMerged: (theirs) => {
        onSaved(theirs);
        onMerged(theirs);
      },
    });
    if (unsaved) canvas.getState().replace(draftOf(unsaved));
    return { canvas, sync, restored: unsaved !== null };
  });

  useEffect(() => {
    const { sync } = session;
    const stop = sync.start();
    const saveNow = () => void sync.flush();
    const onHide = () => {
      if (document.visibilityState === 'hidden') saveNow();
    };
    const listening = new AbortController();
    const { signal } = listening;
    for (const event of ['pagehide', 'beforeunload', 'online'])
      window.addEventListener(event, saveNow, { signal });
    document.addEventListener('visibilitychange', onHide, { signal });
    return () => {
      stop();
      listening.abort();
      // The link page was left inside the application: send unsaved changes now.
      saveNow();
    };
  }, [session]);

  return { ...session, serverDraft };
}

/** Statuses of answers that stay the same when the request is repeated. */
const LASTING: ReadonlySet<number> = new Set([400, 413, 422]);

/** Largest body that is sent with `keepalive`. Browsers reject `keepalive` requests if their bodies together exceed 64 KiB. */
const MAX_KEEPALIVE_BYTES = 60_000;

/**
 * Saves a draft. The browser completes the request even if the page is closed meanwhile, unless the draft is too large for that. This is
 * so for every save, because a save in progress when the page is closed cannot be replaced by another one.
 */
export function sendDraft(id: string, body: SaveDraft): Promise<DraftView> {
  const { length } = new TextEncoder().encode(JSON.stringify(body));
  const keepalive = length <= MAX_KEEPALIVE_BYTES;
  return call(ROUTES.workflows.saveDraft, { params: { id }, body, keepalive });
}
