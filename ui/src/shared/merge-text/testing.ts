import { act, screen, waitFor } from '@testing-library/react';
import type { Editor } from '@tiptap/react';
// Loaded with the test and not on use, which takes seconds while other test files run.
import './merge-text-editor';

/** A text field with merge fields, whose editor is loaded. */
export interface TextField {
  box: HTMLElement;
  editor: Editor;
  /** Types at the end of the text. jsdom has no layout, so keys cannot be pressed in a text with chips. */
  type: (text: string) => void;
  clear: () => void;
}

/** Waits for the text field with this label. */
export async function textField(label: string): Promise<TextField> {
  // Loading the editor takes longer than other things that tests wait for.
  const { box, editor } = await waitFor(
    () => {
      const element = screen.getByRole('textbox', { name: label, busy: false });
      // The editor writes itself to its element, for such purposes. A field that is loaded on use has none before.
      const { editor: loaded } = element as HTMLElement & { editor?: Editor };
      if (!loaded) throw new Error(`The editor of ${label} is not loaded`);
      return { box: element, editor: loaded };
    },
    { timeout: 15_000 },
  );
  return {
    box,
    editor,
    type: (text) => {
      act(() => editor.view.focus());
      act(() => void editor.commands.focus('end'));
      for (const character of text) act(() => editor.view.dispatch(editor.state.tr.insertText(character)));
    },
    clear: () => act(() => void editor.commands.clearContent(true)),
  };
}
