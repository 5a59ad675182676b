import { ROUTES, type FormDetail } from '@linkflow/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useEffectEvent, useState } from 'react';
import { useStore } from 'zustand';
import { ApiError, isApiError } from '../../../api/api-error';
import { call } from '../../../api/client';
import { routeKey } from '../../../api/use-route';
import { toastError } from '../../../shared/toast';
import { createFormDraft, type FormDraft, type FormDraftState, type Stale } from './form-draft';

const Context = createContext<FormDraft | null>(null);

/** Gives the parts of the builder the content that is edited. */
export function FormDraftProvider({ draft, children }: { draft: FormDraft; children: ReactNode }) {
  return <Context value={draft}>{children}</Context>;
}

export function useDraft(): FormDraft {
  const draft = use(Context);
  if (!draft) throw new Error('There is no form to edit here');
  return draft;
}

/** A part of the state of the edited content. */
export function useDraftState<T>(select: (state: FormDraftState) => T): T {
  return useStore(useDraft().store, select);
}

/** Creates the editing state of a form, which exists until its page is left; what is unsaved is saved then. */
export function useFormDraft(form: FormDetail): FormDraft {
  const client = useQueryClient();
  const params = { id: form.id };
  const onSaved = useEffectEvent((saved: FormDetail) => {
    client.setQueryData(routeKey(ROUTES.forms.get, { params }), saved);
  });
  const [draft] = useState(() =>
    createFormDraft(form, {
      save: async (content, revision) => {
        const saved = await call(ROUTES.forms.update, { params, body: { content, revision } });
        onSaved(saved);
        return saved;
      },
      staleOf,
      onFailed: toastError,
    }),
  );
  const adopt = useEffectEvent(() => draft.adopt(form));
  useEffect(() => adopt(), [form]);
  useEffect(() => {
    const saveNow = () => void draft.flush();
    const listening = new AbortController();
    const { signal } = listening;
    for (const event of ['pagehide', 'beforeunload', 'online'])
      window.addEventListener(event, saveNow, { signal });
    return () => {
      listening.abort();
      draft.stop();
      saveNow();
    };
  }, [draft]);
  return draft;
}

function staleOf(error: unknown): Stale | null {
  if (!(error instanceof ApiError) || !isApiError(error, 'draft.stale')) return null;
  const { revision, savedBy } = (error.details ?? {}) as { revision?: number; savedBy?: { name?: string } };
  return revision === undefined ? null : { revision, name: savedBy?.name ?? '' };
}
