import { mergeParts } from '@linkflow/workflow';
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state';
import {
  mergeAttributes,
  Node,
  NodeViewWrapper,
  ReactNodeViewRenderer,
  type Editor,
  type ReactNodeViewProps,
} from '@tiptap/react';
import { MergeChip } from './merge-chip';
import { isOneField, MERGE_FIELD, SOURCE_ATTRIBUTE } from './merge-document';

/** The part of a text in which a merge field is being typed: `{{` and the characters behind it, up to the cursor. */
export interface TypedField {
  from: number;
  to: number;
  /** What is typed behind the braces. */
  query: string;
  /** True if a button wrote the braces. Leaving the menu then removes them. */
  byButton: boolean;
}

interface MenuState {
  typed: TypedField | null;
  /** Position of the braces whose menu was closed by Escape. It stays closed until other braces are typed. */
  closedAt: number | null;
}

type MenuChange = 'close' | 'by-button';

const menuKey = new PluginKey<MenuState>('mergeMenu');

/** The merge field that is being typed; null if there is none, or if its menu was closed. */
export const typedFieldIn = (state: EditorState): TypedField | null => menuKey.getState(state)?.typed ?? null;

/** Closes the menu of merge fields and leaves the text as it is. */
export const closeMenu = (transaction: Transaction): Transaction =>
  transaction.setMeta(menuKey, 'close' satisfies MenuChange);

/** Writes `{{` at the selection, which opens the menu. */
export function insertField(editor: Editor): void {
  editor.commands.focus();
  const { tr } = editor.state;
  editor.view.dispatch(tr.insertText('{{').setMeta(menuKey, 'by-button' satisfies MenuChange));
}

/** What the components around an editor do for its merge fields. */
interface MergeFieldStorage {
  /** Handles a key before the editor does, while the menu is open. Returns true if the editor must not handle it. */
  onMenuKey: ((event: KeyboardEvent) => boolean) | null;
  /** Opens the form of the merge field at a position. */
  onEdit: ((position: number) => void) | null;
}

/** The editor's storage has no type for the names of extensions. */
export const mergeStorageOf = (editor: Editor): MergeFieldStorage =>
  (editor.storage as unknown as Record<typeof MERGE_FIELD, MergeFieldStorage>)[MERGE_FIELD];

/**
 * A merge field as one character of a text. Whatever is typed, pasted or loaded in braces becomes a merge field. While one is being typed,
 * `typedFieldIn` returns it, so that a menu can be shown.
 */
export const MergeFieldNode = Node.create<object, MergeFieldStorage>({
  name: MERGE_FIELD,
  group: 'inline',
  inline: true,
  atom: true,
  selectable: true,
  // Its keys come before those of the text, such as Enter.
  priority: 1000,

  addStorage: () => ({ onMenuKey: null, onEdit: null }),

  addAttributes: () => ({
    source: {
      default: '',
      parseHTML: (element) => element.getAttribute(SOURCE_ATTRIBUTE),
      renderHTML: ({ source }) => ({ [SOURCE_ATTRIBUTE]: String(source) }),
    },
  }),
  parseHTML: () => [
    {
      tag: `span[${SOURCE_ATTRIBUTE}]`,
      // Pasted HTML may contain anything in the attribute.
      getAttrs: (element) => (isOneField(element.getAttribute(SOURCE_ATTRIBUTE) ?? '') ? null : false),
    },
  ],
  renderHTML: ({ node, HTMLAttributes }) => ['span', mergeAttributes(HTMLAttributes), sourceOf(node)],
  renderText: ({ node }) => sourceOf(node),
  addNodeView: () => ReactNodeViewRenderer(MergeFieldView, { as: 'span' }),

  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        const { selection } = editor.state;
        const { onEdit } = this.storage;
        if (!('node' in selection) || editor.state.doc.nodeAt(selection.from)?.type !== this.type)
          return false;
        if (!editor.isEditable || !onEdit) return false;
        onEdit(selection.from);
        return true;
      },
    };
  },

  addProseMirrorPlugins() {
    const { storage, type } = this;
    const toFields = (state: EditorState): Transaction | null => {
      const found: { from: number; source: string }[] = [];
      state.doc.descendants((node, position) => {
        if (!node.isText || !node.text?.includes('{{')) return;
        let from = position;
        for (const part of mergeParts(node.text)) {
          const source = typeof part === 'string' ? part : part.source;
          if (typeof part !== 'string') found.push({ from, source });
          from += source.length;
        }
      });
      if (found.length === 0) return null;
      const { tr } = state;
      for (const { from, source } of found.reverse()) {
        const marks = state.doc.resolve(from + 1).marks();
        tr.replaceWith(from, from + source.length, type.create({ source }, null, marks));
      }
      return tr;
    };
    return [
      new Plugin<MenuState>({
        key: menuKey,
        appendTransaction: (transactions, _before, state) =>
          transactions.some(({ docChanged }) => docChanged) ? toFields(state) : null,
        state: {
          init: () => ({ typed: null, closedAt: null }),
          apply: (transaction, before, _old, state) => {
            const change = transaction.getMeta(menuKey) as MenuChange | undefined;
            const typed = typedAt(state);
            if (!typed) return { typed: null, closedAt: null };
            const closedAt = change === 'close' ? typed.from : before.closedAt;
            // Only typing opens the menu, so that the cursor can be moved through a text with braces.
            const open = closedAt !== typed.from && (transaction.docChanged || before.typed !== null);
            const byButton = change === 'by-button' || before.typed?.byButton === true;
            return { typed: open ? { ...typed, byButton } : null, closedAt };
          },
        },
        props: {
          handleKeyDown: (view, event) =>
            typedFieldIn(view.state) !== null && storage.onMenuKey?.(event) === true,
          handleClickOn: (view, _position, node, at, event) => {
            if (node.type !== type || event.button !== 0 || !view.editable) return false;
            storage.onEdit?.(at);
            return true;
          },
        },
      }),
    ];
  },
});

const sourceOf = (node: { attrs: Record<string, unknown> }): string => String(node.attrs.source);

/** Longest text behind `{{` for which merge fields are searched, in characters. */
const MAX_QUERY = 40;

/** The braces before the cursor without braces behind them. */
function typedAt({ selection, doc }: EditorState): Omit<TypedField, 'byButton'> | null {
  const { $from, empty } = selection;
  if (!empty || !$from.parent.isTextblock) return null;
  const before = doc.textBetween($from.start(), $from.pos, '\n', '\ufffc');
  const query = /\{\{([^{}|\n\ufffc]*)$/.exec(before)?.[1];
  if (query === undefined || query.length > MAX_QUERY) return null;
  return { from: $from.pos - query.length - 2, to: $from.pos, query };
}

function MergeFieldView({ node, selected }: ReactNodeViewProps) {
  return (
    <NodeViewWrapper as="span">
      <MergeChip source={sourceOf(node)} selected={selected} />
    </NodeViewWrapper>
  );
}
