import { ROUTES, type MailingDetail, type UpdateMailing } from '@linkflow/contracts';
import { sameJson } from '@linkflow/workflow';
import { useDebouncedCallback } from '@mantine/hooks';
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { isApiError } from '../../api/api-error';
import { useSession } from '../../api/session';
import { useCommand } from '../../api/use-route';
import { toastError } from '../../shared/toast';
import { changesBetween, contentOf, type MessageContent } from './message-content';
import { type UnsavedMessage, unsavedMessageStore } from './unsaved-message';

/** Who saved the newer version, and when. Null if the details of the `draft.stale` error lack this. */
export interface Stale {
  by: string | null;
  at: string | null;
}

export interface Message extends MessageContent {
  dirty: boolean;
  saving: boolean;
  stale: Stale | null;
  /** When the shown content was last saved. */
  savedAt: string;
  edit: (change: Partial<MessageContent>) => void;
  save: () => void;
  /** Gives up the blocks: from now on, the author writes the HTML that they rendered to. Saves what is not saved. */
  writeHtml: () => void;
  /** Discards the local text and loads the saved one. */
  loadTheirs: () => void;
  /** Overwrites the saved text with the local one. */
  keepMine: () => void;
  /** What an earlier visit left unsaved; null if there is nothing, or the user has decided. */
  unsaved: UnsavedMessage | null;
  /** Shows what was left unsaved, for the user to save. */
  restoreUnsaved: () => void;
  discardUnsaved: () => void;
}

/**
 * Editing state of a message.
 *
 * - clean: the content equals the saved one; a newer one from the server replaces it.
 * - dirty: the content has unsaved changes; `save` sends them with the revision on which they are based.
 * - stale: a save failed with `draft.stale` because a colleague saved first; `loadTheirs` or `keepMine` ends this state.
 */
export function useMessage(
  mailing: MailingDetail,
  reload: () => Promise<MailingDetail | undefined>,
): Message {
  const update = useCommand(ROUTES.mailings.update);
  const [base, setBase] = useState(() => baseOf(mailing));
  const [content, setContent] = useState(base.content);
  const [stale, setStale] = useState<Stale | null>(null);
  const changes = useMemo(() => changesBetween(base.content, content), [base, content]);
  const dirty = Object.keys(changes).length > 0;

  const take = useCallback((from: MailingDetail) => {
    const next = baseOf(from);
    setBase(next);
    setContent(next.content);
    setStale(null);
  }, []);
  if (mailing.revision > base.revision) {
    const theirs = changesBetween(base.content, contentOf(mailing));
    if (!dirty) take(mailing);
    // Something else was saved, such as the type or the sender: no reason to ask when this text is saved.
    else if (stale === null && !base.isRestored && !Object.keys(theirs).some((key) => key in changes)) {
      setBase(baseOf(mailing));
      setContent((now) => ({ ...now, ...theirs }));
    }
  }

  const { unsaved, forget } = useUnsaved({ mailing, content, revision: base.revision, dirty });
  const restore = ({ content: left, revision }: UnsavedMessage) => {
    // With the revision on which the text is based, so that a save asks if a colleague has saved since.
    setBase((now) => ({ ...now, revision: Math.min(revision, now.revision), isRestored: true }));
    setContent(left);
  };

  const send = async (body: UpdateMailing) => {
    const sent = content;
    const saved = await update.mutateAsync({ params: { id: mailing.id }, body });
    setStale(null);
    const next = baseOf(saved);
    // An undo after the save must still know the blocks that it changes.
    if (sameJson(next.content.blocks, sent.blocks)) next.content.blocks = sent.blocks;
    setBase(next);
    // Shows the saved text, because the API may have corrected it. If the user has typed since the save was sent, keeps what was typed.
    setContent((now) => (now === sent ? next.content : now));
    return saved;
  };
  const attempt = (request: Promise<unknown>) => {
    request.catch((error: unknown) => {
      if (isApiError(error, 'draft.stale')) setStale(staleOf(error.details));
      else toastError(error);
    });
  };
  const withTheirs = async (use: (theirs: MailingDetail) => void) => {
    try {
      const theirs = await reload();
      if (theirs) use(theirs);
    } catch (error) {
      toastError(error);
    }
  };
  const writeHtml = async () => {
    const { revision } = dirty ? await send({ ...changes, revision: base.revision }) : base;
    const saved = await update.mutateAsync({ params: { id: mailing.id }, body: { revision, blocks: null } });
    take(saved);
  };
  return {
    ...content,
    dirty,
    saving: update.isPending,
    stale,
    savedAt: mailing.updatedAt,
    edit: useCallback((change) => setContent((now) => ({ ...now, ...change })), []),
    save: () => attempt(send({ ...changes, revision: base.revision })),
    writeHtml: () => attempt(writeHtml()),
    loadTheirs: () => void withTheirs(take),
    keepMine: () =>
      void withTheirs((theirs) =>
        attempt(send({ ...changesBetween(contentOf(theirs), content), revision: theirs.revision })),
      ),
    unsaved,
    restoreUnsaved: () => {
      if (unsaved) restore(unsaved);
      forget();
    },
    discardUnsaved: forget,
  };
}

interface Edited {
  mailing: MailingDetail;
  content: MessageContent;
  /** The revision on which the content is based. */
  revision: number;
  dirty: boolean;
}

/** How long the author pauses before what was written is stored in the browser, in ms. */
const STORE_AFTER_MS = 500;

/**
 * Stores what is unsaved in the browser until it is saved or the user leaves the page, and returns what an earlier visit has left there. A
 * page that is left on purpose keeps nothing; one that crashes does.
 */
function useUnsaved({ mailing, content, revision, dirty }: Edited) {
  const userId = useSession()?.userId;
  const store = useMemo(() => unsavedMessageStore(localStorage, mailing.id, userId), [mailing.id, userId]);
  const [unsaved, setUnsaved] = useState(() => {
    const left = store.read();
    return left && Object.keys(changesBetween(contentOf(mailing), left.content)).length > 0 ? left : null;
  });
  /** True once this visit has stored something, which replaces what an earlier one had left. */
  const hasStored = useRef(false);
  const write = useDebouncedCallback(() => {
    hasStored.current = true;
    store.write({ content, revision, at: new Date().toISOString() });
  }, STORE_AFTER_MS);
  const clear = useEffectEvent(() => {
    write.cancel();
    if (hasStored.current) store.clear();
    hasStored.current = false;
  });
  const update = useEffectEvent(() => (dirty ? write() : clear()));
  useEffect(() => update(), [content, dirty]);
  useEffect(() => () => clear(), []);
  const forget = () => {
    if (unsaved && !hasStored.current) store.clear();
    setUnsaved(null);
  };
  return { unsaved, forget };
}

/** The saved content that a text is based on. */
interface Base {
  content: MessageContent;
  revision: number;
  /** The text was left unsaved by an earlier visit: it is based on the revision, of which the content is not known. */
  isRestored?: true;
}

const baseOf = (mailing: MailingDetail): Base => ({
  content: contentOf(mailing),
  revision: mailing.revision,
});

function staleOf(details: Readonly<Record<string, unknown>>): Stale {
  const by = details.savedBy;
  const name = typeof by === 'object' && by !== null && 'name' in by ? by.name : null;
  return {
    by: typeof name === 'string' ? name : null,
    at: typeof details.savedAt === 'string' ? details.savedAt : null,
  };
}
