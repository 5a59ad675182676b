import { WorkflowDocument, WorkflowLayout } from '@linkflow/contracts';
import { z } from 'zod';

/** A draft with changes that the server has not acknowledged, and the revision that they were made on. */
export const MirroredDraft = z.object({
  base: z.number().int(),
  /** Which page wrote it: another tab must not throw it away. */
  page: z.string(),
  at: z.iso.datetime(),
  url: z.string(),
  document: WorkflowDocument,
  layout: WorkflowLayout,
});
export type MirroredDraft = z.infer<typeof MirroredDraft>;

/** The part of the browser's storage that is used; it may refuse everything. */
export type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Keeps unsaved changes of one link on this machine until the server has them, so that a reload loses nothing. */
export interface DraftMirror {
  read(): MirroredDraft | null;
  write(draft: MirroredDraft): void;
  /** Forgets what this page has written; what another page has not saved yet stays. */
  clear(page: string): void;
}

export function draftMirror(storage: Storage, linkId: string, kind: 'draft' | 'kept' = 'draft'): DraftMirror {
  const key = `lf.${kind}.${linkId}`;
  const read = (): MirroredDraft | null => {
    try {
      const text = storage.getItem(key);
      return text === null ? null : (MirroredDraft.safeParse(JSON.parse(text)).data ?? null);
    } catch {
      return null;
    }
  };
  return {
    read,
    write(draft) {
      try {
        storage.setItem(key, JSON.stringify(draft));
      } catch {
        // Storage is full or forbidden. The draft is saved to the server all the same, only a crash in between would cost it.
      }
    },
    clear(page) {
      try {
        if (read()?.page === page) storage.removeItem(key);
      } catch {
        // As above.
      }
    },
  };
}
