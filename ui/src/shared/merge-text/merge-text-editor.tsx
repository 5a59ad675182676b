import { type Schema, Slice } from '@tiptap/pm/model';
import { Plugin, type EditorState } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { EditorContent, Extension, useEditor, type Editor, type Extensions } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { useEffect, useLayoutEffect, useMemo, type RefObject } from 'react';
import { beginningOf, documentOf, textOf } from './merge-document';
import { insertField, MergeFieldNode } from './merge-field-node';
import classes from './merge-text.module.css';
import { focusAt, MergeFieldOverlay, type Point, useEditorValue, useMergeChanges } from './rich-text-parts';

/** Only lines of text: no formatting. */
const PLAIN = StarterKit.configure({
  blockquote: false,
  bold: false,
  bulletList: false,
  code: false,
  codeBlock: false,
  hardBreak: false,
  heading: false,
  horizontalRule: false,
  italic: false,
  link: false,
  listItem: false,
  listKeymap: false,
  orderedList: false,
  strike: false,
  trailingNode: false,
  underline: false,
});

/** A text of one line: as in an input, Enter sends the form. */
const ONE_LINE = Extension.create({
  name: 'oneLine',
  priority: 500,
  addKeyboardShortcuts: () => ({
    Enter: ({ editor }) => {
      editor.view.dom.closest('form')?.requestSubmit();
      return true;
    },
    'Shift-Enter': () => true,
    'Mod-Enter': () => true,
  }),
});

/** Marks a transaction that shows a value from outside. It is not shortened: the value is stored already. */
const FROM_OUTSIDE = 'mergeTextFromOutside';

/** What a person does with a text before its editor is loaded. The editor takes it over. */
export interface EarlyInput {
  focused: boolean;
  typed: string;
}

/** Refuses changes that make a text longer than its limit. */
const limitedTo = (limit: number) =>
  Extension.create({
    name: 'textLimit',
    addProseMirrorPlugins: () => [
      new Plugin({
        filterTransaction: (transaction, state) => {
          if (!transaction.docChanged || transaction.getMeta(FROM_OUTSIDE)) return true;
          const length = textOf(transaction.doc.toJSON()).length;
          return length <= limit || length <= lengthOf(state);
        },
      }),
    ],
  });

const lengthOf = (state: EditorState): number => textOf(state.doc.toJSON()).length;

export interface MergeTextEditorProps {
  /** Accessible name. */
  label: string;
  value: string;
  onChange: (text: string) => void;
  multiline: boolean;
  maxLength: number | undefined;
  trimmed: boolean;
  editable: boolean;
  placeholder: string | undefined;
  invalid: boolean;
  describedBy: string | undefined;
  early: RefObject<EarlyInput>;
  /** Additional extensions, such as keys. */
  extensions?: Extensions;
  /** In place of the look of a field. */
  className?: string;
  /** Called when the editor is ready, and with null when it is gone. */
  onReady: (handle: MergeTextHandle | null) => void;
}

export interface MergeTextHandle {
  focus: () => void;
  focusAt: (point: Point | null) => void;
  /** Opens the list of merge fields at the cursor. */
  insertField: () => void;
}

/** Edits plain text with merge fields. See `MergeTextField`, which shows it with a label. */
export function MergeTextEditor(props: MergeTextEditorProps) {
  const { label, value, multiline, maxLength = Infinity, editable, placeholder, onReady, early } = props;
  const { invalid, describedBy, trimmed } = props;
  const valueOf = (current: Editor): string => {
    const text = textOf(current.getJSON());
    return trimmed ? text.trim() : text;
  };
  const report = useEditorValue({
    value,
    onChange: props.onChange,
    show: (next) => {
      if (editor.isDestroyed || valueOf(editor) === next) return;
      editor.chain().setMeta(FROM_OUTSIDE, true).setContent(documentOf(next), { emitUpdate: false }).run();
    },
  });
  const changes = useMergeChanges((current) => report(valueOf(current)));
  const attributes = useMemo(
    () => ({
      role: 'textbox',
      'aria-label': label,
      'aria-multiline': String(multiline),
      ...(placeholder !== undefined && { 'aria-placeholder': placeholder }),
      ...(invalid && { 'aria-invalid': 'true' }),
      ...(describedBy !== undefined && { 'aria-describedby': describedBy }),
      ...(!editable && { 'aria-readonly': 'true' }),
    }),
    [label, multiline, placeholder, invalid, describedBy, editable],
  );
  const editor = useEditor(
    {
      extensions: [
        PLAIN,
        MergeFieldNode,
        ...(props.extensions ?? []),
        ...(multiline ? [] : [ONE_LINE]),
        ...(Number.isFinite(maxLength) ? [limitedTo(maxLength)] : []),
      ],
      content: documentOf(value),
      // A copied text has the line breaks of the stored text.
      coreExtensionOptions: { clipboardTextSerializer: { blockSeparator: '\n' } },
      editable,
      editorProps: {
        attributes,
        // For what is dropped; what is pasted is handled below.
        transformPasted: (slice) => (multiline ? slice : onOneLine(slice)),
        // Pasted formatting would be lost, so the plain text is used, in which merge fields are written with braces.
        handlePaste: (view, event) => {
          const text = event.clipboardData?.getData('text/plain').replace(/\r\n?/g, '\n') ?? '';
          if (text === '') return false;
          insertPlain(view, multiline ? text : joinLines(text), maxLength);
          return true;
        },
      },
      ...changes,
    },
    [multiline, maxLength],
  );

  useEffect(() => {
    if (!editor.isDestroyed) editor.setEditable(editable, false);
  }, [editor, editable]);
  // An existing editor does not take over changed options by itself, such as that the text is wrong.
  useEffect(() => {
    if (editor.isDestroyed) return;
    editor.setOptions({ editorProps: { ...editor.options.editorProps, attributes } });
  }, [editor, attributes]);
  // React must move the focus in the same task in which it removes the waiting text; keys that are pressed in between would be lost. An effect
  // after painting, or the `focus` command, which waits for the next frame, would be too late.
  useLayoutEffect(() => {
    // The editor that replaces a destroyed one takes what was typed.
    if (editor.isDestroyed) return;
    const { focused, typed } = early.current;
    early.current = { focused: false, typed: '' };
    if (focused || typed !== '') editor.commands.setTextSelection(editor.state.doc.content.size);
    if (focused) editor.view.focus();
    if (typed !== '') insertPlain(editor.view, multiline ? typed : joinLines(typed), maxLength);
  }, [editor, early, multiline, maxLength]);
  useEffect(() => {
    onReady({
      focus: () => void editor.commands.focus(),
      focusAt: (point) => focusAt(editor, point),
      insertField: () => insertField(editor),
    });
    return () => onReady(null);
  }, [editor, onReady]);

  return (
    <MergeFieldOverlay editor={editor} editable={editable}>
      <EditorContent
        editor={editor}
        className={props.className ?? (multiline ? classes.multi : classes.single)}
      />
    </MergeFieldOverlay>
  );
}

/** Replaces the selection by a text, in which merge fields are written with braces. Drops what exceeds the limit. */
function insertPlain(view: EditorView, text: string, limit: number): void {
  const { state } = view;
  const selected = state.doc.cut(state.selection.from, state.selection.to).toJSON();
  const room = Math.max(0, limit - lengthOf(state) + textOf(selected).length);
  const slice = sliceFrom(state.schema, beginningOf(text, room));
  view.dispatch(state.tr.replaceSelection(slice).scrollIntoView());
}

const joinLines = (text: string): string => text.replace(/\s*\n\s*/g, ' ');

/** A text as the content of a document, open at both ends, so that its first and last lines join the lines around them. */
const sliceFrom = (schema: Schema, text: string): Slice =>
  new Slice(schema.nodeFromJSON(documentOf(text)).content, 1, 1);

/** Makes one line of a part with several. */
function onOneLine(slice: Slice): Slice {
  const { schema } = slice.content.firstChild?.type ?? {};
  if (!schema || slice.content.childCount < 2) return slice;
  return sliceFrom(schema, joinLines(textOf({ type: 'doc', content: slice.content.toJSON() })));
}
