import { useEffect } from 'react';
import { pasteText, selectedAsText } from './clipboard-actions';
import type { CommandId } from './command';
import { isWriting } from './keys';
import { commandFor } from './registry';
import { useCommands } from './use-commands';

/** The browser tells of these by events of their own, which carry the clipboard without asking for permission. */
const BY_EVENT: readonly CommandId[] = ['copy', 'cut', 'paste'];

/** Lets keys do what the toolbar does, as long as nobody is writing in a field. */
export function useCommandKeys(): void {
  const { context, may, run } = useCommands();

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isWriting(event.target)) return;
      const id = commandFor(event);
      if (id === null || BY_EVENT.includes(id) || !may(id) || isPressingButton(event)) return;
      event.preventDefault();
      run(id, event);
    };
    const elsewhere = (event: ClipboardEvent) =>
      isWriting(event.target) || document.getSelection()?.isCollapsed === false;

    const onCopy = (event: ClipboardEvent) => {
      const text = elsewhere(event) ? null : selectedAsText(context.store.getState());
      if (text === null) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
    };
    const onCut = (event: ClipboardEvent) => {
      if (elsewhere(event) || !may('cut')) return;
      onCopy(event);
      run('delete');
    };
    const onPaste = (event: ClipboardEvent) => {
      if (isWriting(event.target) || !may('paste')) return;
      event.preventDefault();
      pasteText(context, event.clipboardData?.getData('text/plain') ?? '');
    };
    document.addEventListener('keydown', onKeyDown);
    document.addEventListener('copy', onCopy);
    document.addEventListener('cut', onCut);
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('cut', onCut);
      document.removeEventListener('paste', onPaste);
    };
  }, [context, may, run]);
}

/** Enter and Space on a button press that button. A card is focusable, too, but has no press of its own. */
function isPressingButton(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  return (
    event.target instanceof Element &&
    event.target.closest('button, a, [role="tab"], [role="option"]') !== null
  );
}
