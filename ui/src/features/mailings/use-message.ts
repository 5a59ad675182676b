import type { MailingDetail } from '@linkflow/contracts';
import { useCallback, useState } from 'react';
import { isApiError } from '../../api/api-error';
import { useMailingActions } from '../../api/mailings';
import { toastError } from '../../shared/toast';

/** Who saved before us, as the API tells it with `draft.stale`. */
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
  /** Gives up one's own text for the one that was saved meanwhile. */
  loadTheirs: () => void;
  /** Saves one's own text over the one that was saved meanwhile. */
  keepMine: () => void;
}

/**
 * The text of a message while it is written: what is on the page, what was saved, and what to do when somebody else
 * saved first. A newer text from the server is taken over only while nothing here would be lost.
 */
export function useMessage(
  mailing: MailingDetail,
  reload: () => Promise<MailingDetail | undefined>,
): Message {
  const { update } = useMailingActions();
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
      { id: mailing.id, revision, html: sent },
      {
        onSuccess: (saved) => {
          setStale(null);
          // The API cleans what it stores; what was typed since the click on Save stays.
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
