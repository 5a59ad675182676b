import '@mantine/tiptap/styles.layer.css';
import { Popover, type PopoverProps } from '@mantine/core';
import { RichTextEditor, type RichTextEditorProps } from '@mantine/tiptap';
import { useEditor, type Editor, type UseEditorOptions } from '@tiptap/react';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n';
import { MergeFieldControl, MergeFieldOverlay, useMergeChanges } from '../merge-text/rich-text-parts';
import { richTextTexts } from './rich-text.texts';

interface EditorParts extends Required<Pick<UseEditorOptions, 'extensions' | 'content'>> {
  /** Accessible name of the text. */
  label: string;
  /** Called after each change, but not while a merge field is being typed. */
  report: (editor: Editor) => void;
}

/** Creates the editor of a formatted text with merge fields. */
export function useRichTextEditor({ label, extensions, content, report }: EditorParts): Editor {
  const changes = useMergeChanges(report);
  return useEditor({
    extensions,
    content,
    shouldRerenderOnTransaction: true,
    editorProps: { attributes: { 'aria-label': label, role: 'textbox', 'aria-multiline': 'true' } },
    ...changes,
  });
}

interface RichTextFrameProps extends Pick<RichTextEditorProps, 'classNames'> {
  editor: Editor;
  /** Accessible name of the text. */
  label: string;
  /** The controls of the toolbar. That of merge fields comes after them. */
  children: ReactNode;
}

/** A formatted text with its toolbar, whose controls have names in the user's language. */
export function RichTextFrame({ editor, label, classNames, children }: RichTextFrameProps) {
  const t = useTexts(richTextTexts);
  return (
    <RichTextEditor
      editor={editor}
      classNames={classNames}
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
        {children}
        <MergeFieldControl editor={editor} label={label} />
      </RichTextEditor.Toolbar>
      <MergeFieldOverlay editor={editor} editable>
        <RichTextEditor.Content />
      </MergeFieldOverlay>
    </RichTextEditor>
  );
}

interface ControlPopoverProps extends Pick<PopoverProps, 'position' | 'width'> {
  label: string;
  icon: ReactNode;
  active: boolean;
  opened: boolean;
  onOpen: (opened: boolean) => void;
  children: ReactNode;
}

/** A control of the toolbar that opens a small dialog. */
export function ControlPopover(props: ControlPopoverProps) {
  const { label, icon, active, opened, onOpen, children, ...rest } = props;
  return (
    <Popover opened={opened} onChange={onOpen} trapFocus shadow="md" {...rest}>
      <Popover.Target>
        <RichTextEditor.Control
          aria-label={label}
          title={label}
          active={active}
          onClick={() => onOpen(!opened)}
        >
          {icon}
        </RichTextEditor.Control>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>{children}</Popover.Dropdown>
    </Popover>
  );
}
