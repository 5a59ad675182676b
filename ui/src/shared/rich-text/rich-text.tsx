import '@mantine/tiptap/styles.css';
import { RichTextEditor } from '@mantine/tiptap';
import { useEditor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { useEffect, useRef } from 'react';
import { useTexts } from '../../i18n';
import { LinkControl } from './link-control';
import { isAllowedHref } from './message-html';
import { richTextTexts } from './rich-text.texts';
import classes from './rich-text.module.css';

interface RichTextProps {
  /** For those who cannot see the page. */
  label: string;
  value: string;
  onChange: (html: string) => void;
}

/** Text with headings, lists, quotes and links; gives and takes HTML. */
export function RichText({ label, value, onChange }: RichTextProps) {
  const t = useTexts(richTextTexts);
  const emitted = useRef(value);
  const editor = useEditor({
    extensions: [
      StarterKit.configure({
        heading: { levels: [1, 2, 3] },
        codeBlock: false,
        code: false,
        strike: false,
        link: {
          openOnClick: false,
          autolink: false,
          linkOnPaste: true,
          HTMLAttributes: { target: null, rel: null },
          isAllowedUri: (href) => isAllowedHref(href),
        },
      }),
    ],
    content: value,
    shouldRerenderOnTransaction: true,
    editorProps: { attributes: { 'aria-label': label, role: 'textbox', 'aria-multiline': 'true' } },
    onUpdate: ({ editor: current }) => {
      const html = current.isEmpty ? '' : current.getHTML();
      emitted.current = html;
      onChange(html);
    },
  });

  // The text was changed from outside: loaded again, or edited as HTML.
  useEffect(() => {
    if (!editor || value === emitted.current) return;
    emitted.current = value;
    editor.commands.setContent(value, { emitUpdate: false });
  }, [editor, value]);

  return (
    <RichTextEditor
      editor={editor}
      classNames={{ root: classes.root, content: classes.content, toolbar: classes.toolbar }}
      labels={{
        boldControlLabel: t('bold'),
        italicControlLabel: t('italic'),
        underlineControlLabel: t('underline'),
        h1ControlLabel: t('h1'),
        h2ControlLabel: t('h2'),
        bulletListControlLabel: t('bullets'),
        orderedListControlLabel: t('numbers'),
        blockquoteControlLabel: t('quote'),
        unlinkControlLabel: t('unlink'),
        undoControlLabel: t('undo'),
        redoControlLabel: t('redo'),
      }}
    >
      <RichTextEditor.Toolbar role="toolbar" aria-label={t('toolbar')}>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.Bold />
          <RichTextEditor.Italic />
          <RichTextEditor.Underline />
        </RichTextEditor.ControlsGroup>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.H1 />
          <RichTextEditor.H2 />
          <RichTextEditor.BulletList />
          <RichTextEditor.OrderedList />
          <RichTextEditor.Blockquote />
        </RichTextEditor.ControlsGroup>
        <RichTextEditor.ControlsGroup>
          <LinkControl />
          <RichTextEditor.Unlink />
        </RichTextEditor.ControlsGroup>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.Undo />
          <RichTextEditor.Redo />
        </RichTextEditor.ControlsGroup>
      </RichTextEditor.Toolbar>
      <RichTextEditor.Content />
    </RichTextEditor>
  );
}
