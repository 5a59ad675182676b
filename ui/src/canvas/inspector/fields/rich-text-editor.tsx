import { RichTextEditor } from '@mantine/tiptap';
import '@mantine/tiptap/styles.css';
import Link from '@tiptap/extension-link';
import { useEditor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { useEffect, useEffectEvent } from 'react';
import { useTexts } from '../../../i18n';
import { inspectorTexts } from '../../texts/inspector';
import type { FieldProps } from './field-props';
import { MergeMenu } from './merge-menu';
import classes from './rich-text-editor.module.css';

const EXTENSIONS = [
  StarterKit.configure({ link: false, heading: { levels: [1, 2, 3] }, codeBlock: false, code: false }),
  Link.configure({ openOnClick: false, protocols: ['http', 'https'], defaultProtocol: 'https' }),
];

/** An empty editor holds an empty paragraph; as a text that is nothing. */
const htmlOf = (html: string): string => (/^(<p><\/p>)?$/.test(html) ? '' : html);

/** Text with formatting, kept as HTML; the API cleans it again. */
export function RichTextArea({ value, onChange, disabled, label, nodeId, error }: FieldProps) {
  const t = useTexts(inspectorTexts);
  const html = typeof value === 'string' ? value : '';
  const tell = useEffectEvent((next: string) => {
    if (next !== html) onChange(next);
  });
  const editor = useEditor({
    extensions: EXTENSIONS,
    content: html,
    editable: !disabled,
    editorProps: {
      attributes: { 'aria-label': label, role: 'textbox', 'aria-multiline': 'true' },
    },
    onUpdate: ({ editor: current }) => tell(htmlOf(current.getHTML())),
  });

  // Undo, another step, or somebody else's save: what stands in the document holds.
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
