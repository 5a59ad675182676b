import { act, screen } from '@testing-library/react';
import type { Editor } from '@tiptap/react';

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
  const box = await screen.findByRole('textbox', { name: label, busy: false }, { timeout: 10_000 });
  // The editor writes itself to its element, for such purposes.
  const { editor } = box as HTMLElement & { editor: Editor };
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
