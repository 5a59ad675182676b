import { RichTextEditor } from '@mantine/tiptap';
import '@mantine/tiptap/styles.layer.css';
import Link from '@tiptap/extension-link';
import { useEditor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { useEffect, useEffectEvent } from 'react';
import { useTexts } from '../../../i18n';
import { htmlWithFields, htmlWithoutFields } from '../../../shared/merge-text/merge-document';
import { MergeFieldNode } from '../../../shared/merge-text/merge-field-node';
import {
  MergeFieldControl,
  MergeFieldOverlay,
  useMergeChanges,
} from '../../../shared/merge-text/rich-text-parts';
import { inspectorTexts } from '../../texts/inspector';
import type { FieldProps } from './field';
import classes from './fields.module.css';

const EXTENSIONS = [
  StarterKit.configure({ link: false, heading: { levels: [1, 2, 3] }, codeBlock: false, code: false }),
  Link.configure({ openOnClick: false, protocols: ['http', 'https'], defaultProtocol: 'https' }),
  MergeFieldNode,
];

/** Returns the HTML to store. The editor represents an empty text as an empty paragraph, which is stored as an empty string. */
const htmlOf = (html: string): string => (/^(<p><\/p>)?$/.test(html) ? '' : htmlWithoutFields(html));

/** Edits formatted text, which is stored as HTML. The API sanitises the HTML, so this editor need not be trusted. */
export function RichTextArea({ value, onChange, disabled, label, error }: FieldProps) {
  const t = useTexts(inspectorTexts);
  const html = typeof value === 'string' ? value : '';
  const emitChange = useEffectEvent((next: string) => {
    if (next !== html) onChange(next);
  });
  const changes = useMergeChanges((current) => emitChange(htmlOf(current.getHTML())));
  const editor = useEditor({
    extensions: EXTENSIONS,
    content: htmlWithFields(html),
    editable: !disabled,
    editorProps: {
      attributes: { 'aria-label': label, role: 'textbox', 'aria-multiline': 'true' },
    },
    ...changes,
  });

  // Show the document's text after it was changed elsewhere: by undo, by another user, or because another node was selected.
  useEffect(() => {
    if (!editor || editor.isDestroyed || htmlOf(editor.getHTML()) === html) return;
    editor.commands.setContent(htmlWithFields(html), { emitUpdate: false });
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
        {!disabled && <MergeFieldControl editor={editor} label={label} />}
      </RichTextEditor.Toolbar>
      <MergeFieldOverlay editor={editor} editable={!disabled}>
        <RichTextEditor.Content className={classes.content} />
      </MergeFieldOverlay>
    </RichTextEditor>
  );
}
