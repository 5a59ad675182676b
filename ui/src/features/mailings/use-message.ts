import { ROUTES, type MailingDetail } from '@linkflow/contracts';
import { useCallback, useState } from 'react';
import { isApiError } from '../../api/api-error';
import { useCommand } from '../../api/use-route';
import { toastError } from '../../shared/toast';

/** Who saved the newer version, and when. Null if the details of the `draft.stale` error lack this. */
export interface Stale {
  by: string | null;
  at: string | null;
}

export interface Message {
  html: string;
  dirty: boolean;
  saving: boolean;
  stale: Stale | null;
  edit: (html: string) => void;
  save: () => void;
  /** Discards the local text and loads the saved one. */
  loadTheirs: () => void;
  /** Overwrites the saved text with the local one. */
  keepMine: () => void;
}

/**
 * Editing state of a message.
 *
 * - clean: the text equals the saved one; a newer text from the server replaces it.
 * - dirty: the text has unsaved changes; `save` sends it with the revision on which it is based.
 * - stale: a save failed with `draft.stale` because a colleague saved first; `loadTheirs` or `keepMine` ends this state.
 */
export function useMessage(
  mailing: MailingDetail,
  reload: () => Promise<MailingDetail | undefined>,
): Message {
  const update = useCommand(ROUTES.mailings.update);
  const [base, setBase] = useState({ html: mailing.html, revision: mailing.revision });
  const [html, setHtml] = useState(mailing.html);
  const [stale, setStale] = useState<Stale | null>(null);
  const dirty = html !== base.html;

  const take = useCallback((from: MailingDetail) => {
    setBase({ html: from.html, revision: from.revision });
    setHtml(from.html);
    setStale(null);
  }, []);
  if (mailing.revision > base.revision && !dirty) take(mailing);

  const saveOn = (revision: number) => {
    const sent = html;
    update.mutate(
      { params: { id: mailing.id }, body: { revision, html: sent } },
      {
        onSuccess: (saved) => {
          setStale(null);
          // Shows the saved text, because the API sanitises it. If the user has typed since the save was sent, keeps the typed text.
          setBase({ html: saved.html, revision: saved.revision });
          setHtml((now) => (now === sent ? saved.html : now));
        },
        onError: (error) => {
          if (isApiError(error, 'draft.stale')) setStale(staleOf(error.details));
          else toastError(error);
        },
      },
    );
  };
  const withTheirs = async (use: (theirs: MailingDetail) => void) => {
    try {
      const theirs = await reload();
      if (theirs) use(theirs);
    } catch (error) {
      toastError(error);
    }
  };
  return {
    html,
    dirty,
    saving: update.isPending,
    stale,
    edit: setHtml,
    save: () => saveOn(base.revision),
    loadTheirs: () => void withTheirs(take),
    keepMine: () => void withTheirs((theirs) => saveOn(theirs.revision)),
  };
}

function staleOf(details: Readonly<Record<string, unknown>>): Stale {
  const by = details.savedBy;
  const name = typeof by === 'object' && by !== null && 'name' in by ? by.name : null;
  return {
    by: typeof name === 'string' ? name : null,
    at: typeof details.savedAt === 'string' ? details.savedAt : null,
  };
}
