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

interface RichTextRootProps extends Pick<RichTextEditorProps, 'classNames' | 'withTypographyStyles'> {
  editor: Editor;
  children: ReactNode;
}

/** What is around a formatted text and its toolbar. Its controls have names in the user's language. */
export function RichTextRoot(props: RichTextRootProps) {
  const t = useTexts(richTextTexts);
  return (
    <RichTextEditor
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
      {...props}
    />
  );
}

interface RichTextToolsProps {
  editor: Editor;
  /** Accessible name of the text. */
  label: string;
  /** The controls. That of merge fields comes after them. */
  children: ReactNode;
}

/** The toolbar of a formatted text. */
export function RichTextTools({ editor, label, children }: RichTextToolsProps) {
  const t = useTexts(richTextTexts);
  return (
    <RichTextEditor.Toolbar role="toolbar" aria-label={t('toolbar')}>
      {children}
      <MergeFieldControl editor={editor} label={label} />
    </RichTextEditor.Toolbar>
  );
}

/** The formatted text itself. */
export function RichTextContent({ editor }: { editor: Editor }) {
  return (
    <MergeFieldOverlay editor={editor} editable>
      <RichTextEditor.Content />
    </MergeFieldOverlay>
  );
}

type RichTextFrameProps = RichTextToolsProps & Pick<RichTextRootProps, 'classNames'>;

/** A formatted text below its toolbar. */
export function RichTextFrame({ classNames, ...tools }: RichTextFrameProps) {
  const { editor } = tools;
  return (
    <RichTextRoot editor={editor} classNames={classNames}>
      <RichTextTools {...tools} />
      <RichTextContent editor={editor} />
    </RichTextRoot>
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
