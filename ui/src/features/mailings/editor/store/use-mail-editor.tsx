import type { Block } from '@linkflow/contracts';
import { createContext, type PropsWithChildren, use, useEffect } from 'react';
import { useStore } from 'zustand';
import { blockById } from '../model/places';
import type {
  FocusRequest,
  MailCommands,
  MailEditorState,
  MailEditorStore,
  Writing,
} from './mail-editor-store';

const Context = createContext<MailEditorStore | null>(null);

export function MailEditorProvider({ store, children }: PropsWithChildren<{ store: MailEditorStore }>) {
  return <Context value={store}>{children}</Context>;
}

/** Returns the store, for use in event handlers. The component is not rendered again when the state changes. */
export function useMailStore(): MailEditorStore {
  const store = use(Context);
  if (!store) throw new Error('useMailStore must be used inside a MailEditorProvider');
  return store;
}

/** Returns a part of the editor's state. The component is rendered again when this part changes. */
export function useMailEditor<T>(select: (state: MailEditorState) => T): T {
  return useStore(useMailStore(), select);
}

export const useMailCommands = (): MailCommands => useMailStore().commands;

export const useSelectedBlock = (): Block | null =>
  useMailEditor(({ document, selected }) =>
    selected === null ? null : blockById(document.blocks, selected),
  );

/** How the text of this block is being written; null if it is not. */
export const useWriting = (id: string): Writing | null =>
  useMailEditor(({ writing }) => (writing?.id === id ? writing : null));

/**
 * Gives the focus to an element when the store asks for it.
 * @param id of the block
 * @param find the element, or null if this component does not have it
 */
export function useRequestedFocus(id: string, find: (on: FocusRequest['on']) => HTMLElement | null): void {
  const store = useMailStore();
  const wanted = useMailEditor(({ focus }) => (focus?.id === id ? focus : null));
  useEffect(() => {
    const element = wanted && find(wanted.on);
    if (!element) return;
    // Cleared, so that the element does not get the focus again when it is mounted anew.
    store.setState({ focus: null });
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: 'nearest' });
  });
}
