import type { DraftView, LinkDetail, NodeDescriptor } from '@linkflow/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { isApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { draftMirror, type DraftMirror } from '../model/draft-mirror';
import { freshId } from '../model/ids';
import { createCanvasStore, type CanvasStore } from '../store/create-canvas-store';
import { createDraftSync, draftOf, sameDraft, type DraftSync } from './draft-sync';
import { sendDraft } from './save-draft';

export interface DraftSession {
  canvas: CanvasStore;
  sync: DraftSync;
  /** What the server last said about the draft. */
  served: DraftView;
  /** Unsaved changes of an earlier visit were found and taken up again. */
  restored: boolean;
  /** Where a person's own version lies aside after a conflict. */
  kept: DraftMirror;
  page: string;
}

/** One link's draft being edited: the canvas, its saving, and what is kept on this machine. Lives as long as the link's page. */
export function useDraftSession(link: LinkDetail, catalogue: readonly NodeDescriptor[]): DraftSession {
  const client = useQueryClient();
  const [served, setServed] = useState(link.draft);
  const onSaved = useEffectEvent((view: DraftView) => {
    setServed(view);
    client.setQueryData<LinkDetail>(
      keys.links.detail(link.id),
      (old) => old && { ...old, url: view.url, draft: view },
    );
  });

  const [session] = useState(() => {
    const page = freshId('p');
    const mirror = draftMirror(localStorage, link.id);
    const left = mirror.read();
    const unsaved = left !== null && !sameDraft(left, link.draft) ? left : null;
    // The last save of the page that went away did reach the server.
    if (left && !unsaved) mirror.clear(left.page);
    const canvas = createCanvasStore({
      linkId: link.id,
      draft: draftOf(link.draft),
      findings: link.draft,
      catalogue,
      readOnly: false,
    });
    const first = { revision: unsaved?.base ?? link.draft.revision, savedAt: link.draft.savedAt };
    const sync = createDraftSync(canvas, first, {
      save: (body, options) => sendDraft(link.id, body, options?.keepalive ?? false),
      load: () => api.get<DraftView>(`/api/links/${link.id}/draft`),
      isStale: (error) => isApiError(error, 'draft.stale'),
      mirror,
      page,
      now: () => new Date(),
      onSaved: (view) => onSaved(view),
    });
    if (unsaved) canvas.getState().replace(draftOf(unsaved));
    return {
      canvas,
      sync,
      page,
      restored: unsaved !== null,
      kept: draftMirror(localStorage, link.id, 'kept'),
    };
  });

  useEffect(() => {
    const { sync } = session;
    const stop = sync.start();
    const onLeave = () => void sync.flush({ keepalive: true });
    const onOnline = () => void sync.flush();
    const onHide = () => {
      if (document.visibilityState === 'hidden') onLeave();
    };
    window.addEventListener('pagehide', onLeave);
    window.addEventListener('beforeunload', onLeave);
    window.addEventListener('online', onOnline);
    document.addEventListener('visibilitychange', onHide);
    return () => {
      stop();
      window.removeEventListener('pagehide', onLeave);
      window.removeEventListener('beforeunload', onLeave);
      window.removeEventListener('online', onOnline);
      document.removeEventListener('visibilitychange', onHide);
      // Another page of ours comes now; what is not saved yet is sent on its way.
      onLeave();
    };
  }, [session]);

  return { ...session, served };
}
