import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import {
  type DraftView,
  EMPTY_WORKFLOW,
  type NodeDescriptor,
  ROUTES,
  type SaveDraft,
  type WorkflowOwnerView,
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

/** What has a workflow. */
export type WorkflowKind = 'link' | 'form';

/** The link or form whose workflow is edited. */
export interface WorkflowSubject {
  kind: WorkflowKind;
  owner: WorkflowOwnerView;
}

/** The routes of the workflows of a kind. */
export const WORKFLOW_ROUTES = { link: ROUTES.workflows, form: ROUTES.formWorkflows };
const OWNER_ROUTES = { link: ROUTES.links.get, form: ROUTES.forms.get };

const EMPTY_DRAFT: Draft = { url: '', document: EMPTY_WORKFLOW, layout: { positions: {}, notes: [] } };

/**
 * Creates the editing session of the draft of one link or form: canvas store, autosave and local backup. The session exists until the
 * page is left; unsaved changes are sent then.
 * @param readOnly true if the user may not change the draft: nothing is restored, edited or sent
 */
export function useDraftSession(
  { kind, owner }: WorkflowSubject,
  catalogue: readonly NodeDescriptor[],
  readOnly = false,
): DraftSession {
  const client = useQueryClient();
  const t = useTexts(savingTexts);
  const [serverDraft, setServerDraft] = useState(owner.draft);
  const onSaved = useEffectEvent((view: DraftView) => {
    setServerDraft(view);
    client.setQueryData<WorkflowOwnerView>(
      routeKey(OWNER_ROUTES[kind], { params: { id: owner.id } }),
      (old) => old && { ...old, ...(kind === 'link' && { url: view.url }), draft: view },
    );
  });

  const onMerged = useEffectEvent((theirs: DraftView) => toast(t('merged', { name: theirs.savedBy.name })));

  const userId = useSession()?.userId;
  const [session] = useState(() => {
    const page = createId('p');
    const backup = createDraftBackup(localStorage, owner.id, userId);
    const stored = readOnly ? null : backup.read();
    const unsaved = stored !== null && !sameDraft(stored, owner.draft) ? stored : null;
    // The backup equals the server's draft: the last save reached the server, but the page was closed before the response.
    if (stored && !unsaved && !stored.discarded) backup.clear(stored.page);
    // Without the draft that the changes are based on, every difference counts as a change of both sides.
    const base = unsaved?.base === owner.draft.revision ? owner.draft : (unsaved?.baseDraft ?? EMPTY_DRAFT);
    const canvas = createCanvasStore({
      ...(kind === 'link' ? { linkId: owner.id } : { formId: owner.id }),
      draft: draftOf(unsaved && base !== EMPTY_DRAFT ? base : owner.draft),
      findings: owner.draft,
      catalogue,
      readOnly,
    });
    const copy = readOnly ? null : backup.takeConflictCopy();
    const start = {
      revision: unsaved?.base ?? owner.draft.revision,
      savedAt: owner.draft.savedAt,
      base: draftOf(unsaved ? base : owner.draft),
      sent: unsaved?.sent,
      discarded: stored?.discarded ?? (copy ? { ...draftOf(copy), revision: copy.base } : undefined),
      keepReplaced: unsaved?.keepReplaced,
    };
    const params = { id: owner.id };
    const routes = WORKFLOW_ROUTES[kind];
    const sync = createDraftSync(canvas, start, {
      save: (body) => sendDraft(kind, owner.id, body),
      discard: (body) => call(routes.discardDraft, { params, body }),
      load: () => call(routes.draft, { params }),
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
export function sendDraft(kind: WorkflowKind, id: string, body: SaveDraft): Promise<DraftView> {
  const { length } = new TextEncoder().encode(JSON.stringify(body));
  const keepalive = length <= MAX_KEEPALIVE_BYTES;
  return call(WORKFLOW_ROUTES[kind].saveDraft, { params: { id }, body, keepalive });
}
