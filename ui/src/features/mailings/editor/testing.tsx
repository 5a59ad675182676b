import type { Block, BlockDocument } from '@linkflow/contracts';
import type { ReactNode } from 'react';
import { renderParts, type Api } from '../../../testing';
import { aDocument, idsFrom, shapeOf, WORDS } from './model/testing';
import { blockById } from './model/places';
import { BlockDrag } from './stage/block-drag';
import { createMailEditorStore, type MailEditorStore } from './store/mail-editor-store';
import { MailEditorProvider } from './store/use-mail-editor';

export const MAILING_ID = 'a'.repeat(24);

/** A store whose new blocks have the ids `n1`, `n2` and so on. */
export const aStore = (document: BlockDocument, onChange: () => void = () => undefined): MailEditorStore =>
  createMailEditorStore({
    mailingId: MAILING_ID,
    document,
    onChange,
    nextId: idsFrom(),
    now: () => 0,
    words: WORDS,
  });

/** Renders parts of the block editor for a message of these blocks. */
export function renderEditor(children: ReactNode, blocks: Block[], api?: Api) {
  const store = aStore(aDocument(...blocks));
  const rendered = renderParts(
    <MailEditorProvider store={store}>
      <BlockDrag stage={{ current: null }} saved={[]}>
        {children}
      </BlockDrag>
    </MailEditorProvider>,
    api,
  );
  return {
    ...rendered,
    store,
    shape: () => shapeOf(store.getState().document),
    block: (id: string) => blockById(store.getState().document.blocks, id),
  };
}
