import { RichTextEditor } from '@mantine/tiptap';
import '@mantine/tiptap/styles.css';
import Link from '@tiptap/extension-link';
import { useEditor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { useEffect, useEffectEvent } from 'react';
import { useTexts } from '../../../i18n';
import { inspectorTexts } from '../../texts/inspector';
import type { FieldProps } from './field';
import classes from './fields.module.css';
import { MergeMenu } from './merge-menu';

const EXTENSIONS = [
  StarterKit.configure({ link: false, heading: { levels: [1, 2, 3] }, codeBlock: false, code: false }),
  Link.configure({ openOnClick: false, protocols: ['http', 'https'], defaultProtocol: 'https' }),
];

/** Returns the HTML to store. The editor represents an empty text as an empty paragraph, which is stored as an empty string. */
const htmlOf = (html: string): string => (/^(<p><\/p>)?$/.test(html) ? '' : html);

/** Edits formatted text, which is stored as HTML. The API sanitises the HTML, so this editor need not be trusted. */
export function RichTextArea({ value, onChange, disabled, label, nodeId, error }: FieldProps) {
  const t = useTexts(inspectorTexts);
  const html = typeof value === 'string' ? value : '';
  const emitChange = useEffectEvent((next: string) => {
    if (next !== html) onChange(next);
  });
  const editor = useEditor({
    extensions: EXTENSIONS,
    content: html,
    editable: !disabled,
    editorProps: {
      attributes: { 'aria-label': label, role: 'textbox', 'aria-multiline': 'true' },
    },
    onUpdate: ({ editor: current }) => emitChange(htmlOf(current.getHTML())),
  });

  // Show the document's text after it was changed elsewhere: by undo, by another user, or because another node was selected.
  useEffect(() => {
    if (!editor || editor.isDestroyed || htmlOf(editor.getHTML()) === html) return;
    editor.commands.setContent(html, { emitUpdate: false });
  }, [editor, html]);
  useEffect(() => {
    if (editor && !editor.isDestroyed) editor.setEditable(!disabled, false);
  }, [editor, disabled]);

  return (
    <RichTextEditor
      editor={editor}
      className={classes.editor}
      data-error={error !== undefined || undefined}
      labels={{
        boldControlLabel: t('rich.bold'),
        italicControlLabel: t('rich.italic'),
        bulletListControlLabel: t('rich.list'),
        orderedListControlLabel: t('rich.numbered'),
        h2ControlLabel: t('rich.heading'),
        linkControlLabel: t('rich.link'),
      }}
    >
      <RichTextEditor.Toolbar className={classes.toolbar}>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.Bold />
          <RichTextEditor.Italic />
          <RichTextEditor.H2 />
          <RichTextEditor.BulletList />
          <RichTextEditor.OrderedList />
          <RichTextEditor.Link />
        </RichTextEditor.ControlsGroup>
        <MergeMenu
          nodeId={nodeId}
          disabled={disabled}
          onInsert={(placeholder) => editor?.chain().focus().insertContent(placeholder).run()}
        />
      </RichTextEditor.Toolbar>
      <RichTextEditor.Content className={classes.content} />
    </RichTextEditor>
  );
}
