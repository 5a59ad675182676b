import { ROUTES, type BlockDocument, type MailingDetail, type UpdateMailing } from '@linkflow/contracts';
import { sameJson } from '@linkflow/workflow';
import { useCallback, useMemo, useState } from 'react';
import { isApiError } from '../../api/api-error';
import { useCommand } from '../../api/use-route';
import { toastError } from '../../shared/toast';

/** Who saved the newer version, and when. Null if the details of the `draft.stale` error lack this. */
export interface Stale {
  by: string | null;
  at: string | null;
}

/** What the author writes. With `blocks`, the server renders `html` from them, and it cannot be edited. */
export interface MessageContent {
  subject: string;
  preheader: string;
  html: string;
  blocks: BlockDocument | null;
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
}

const contentOf = ({ subject, preheader, html, blocks }: MailingDetail): MessageContent => ({
  subject,
  preheader,
  html,
  blocks,
});

/** What differs between the saved content and that of the author, as it is sent. The HTML of blocks is not sent. */
function changesBetween(saved: MessageContent, now: MessageContent): Omit<UpdateMailing, 'revision'> {
  const changed = <K extends keyof MessageContent>(key: K) =>
    sameJson(saved[key], now[key]) ? {} : { [key]: now[key] };
  return {
    ...changed('subject'),
    ...changed('preheader'),
    ...changed('blocks'),
    ...(now.blocks === null ? changed('html') : {}),
  };
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
  if (mailing.revision > base.revision && !dirty) take(mailing);

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
  };
}

const baseOf = (mailing: MailingDetail) => ({ content: contentOf(mailing), revision: mailing.revision });

function staleOf(details: Readonly<Record<string, unknown>>): Stale {
  const by = details.savedBy;
  const name = typeof by === 'object' && by !== null && 'name' in by ? by.name : null;
  return {
    by: typeof name === 'string' ? name : null,
    at: typeof details.savedAt === 'string' ? details.savedAt : null,
  };
}
