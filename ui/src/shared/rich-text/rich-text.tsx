import '@mantine/tiptap/styles.layer.css';
import { mendAddress } from '@linkflow/contracts';
import { Button, Group, Popover, Text } from '@mantine/core';
import { RichTextEditor, useRichTextEditorContext } from '@mantine/tiptap';
import { IconLink } from '@tabler/icons-react';
import { useEditor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTexts } from '../../i18n';
import { htmlWithFields, htmlWithoutFields } from '../merge-text/merge-document';
import { MergeFieldNode } from '../merge-text/merge-field-node';
import { MergeFieldControl, MergeFieldOverlay, useMergeChanges } from '../merge-text/rich-text-parts';
import { useWebAddressError, WebAddressInput } from '../web-address';
import { isAllowedHref, isTrackedHref } from './message-html';
import classes from './rich-text.module.css';
import { richTextTexts } from './rich-text.texts';

interface RichTextProps {
  /** Accessible name. */
  label: string;
  value: string;
  onChange: (html: string) => void;
}

/** An editor for text with headings, lists, quotes and links. Its value is HTML. */
export function RichText({ label, value, onChange }: RichTextProps) {
  const t = useTexts(richTextTexts);
  const emitted = useRef(value);
  const changes = useMergeChanges((current) => {
    const html = current.isEmpty ? '' : htmlWithoutFields(current.getHTML());
    emitted.current = html;
    onChange(html);
  });
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
      MergeFieldNode,
    ],
    content: htmlWithFields(value),
    shouldRerenderOnTransaction: true,
    editorProps: { attributes: { 'aria-label': label, role: 'textbox', 'aria-multiline': 'true' } },
    ...changes,
  });

  // `value` was changed outside of the editor: it was reloaded, or edited as HTML. Shows it in the editor.
  useEffect(() => {
    if (!editor || value === emitted.current) return;
    emitted.current = value;
    editor.commands.setContent(htmlWithFields(value), { emitUpdate: false });
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
        <MergeFieldControl editor={editor} label={label} />
      </RichTextEditor.Toolbar>
      <MergeFieldOverlay editor={editor} editable>
        <RichTextEditor.Content />
      </MergeFieldOverlay>
    </RichTextEditor>
  );
}

/** Button that links the selected text. For a tracked link it only explains where to change the target, which is not editable here. */
function LinkControl() {
  const t = useTexts(richTextTexts);
  const { editor } = useRichTextEditorContext();
  const [opened, setOpened] = useState(false);
  const [address, setAddress] = useState('');
  const [error, setError] = useState<string | null>(null);
  const current: unknown = editor?.getAttributes('link').href;
  const href = typeof current === 'string' ? current : '';
  const nothingSelected = editor?.state.selection.empty === true && href === '';

  const addressError = useWebAddressError();

  const open = () => {
    setAddress(isTrackedHref(href) ? '' : href);
    setError(null);
    setOpened(true);
  };
  const apply = (event: FormEvent) => {
    event.preventDefault();
    // Otherwise a form around the editor would be submitted too: React bubbles events through portals, and the popover is in one.
    event.stopPropagation();
    const problem = addressError(address);
    if (problem !== undefined) {
      setError(problem);
      return;
    }
    editor
      ?.chain()
      .focus()
      .extendMarkRange('link')
      .setLink({ href: mendAddress(address) })
      .run();
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus position="bottom-start" shadow="md" width={340}>
      <Popover.Target>
        <RichTextEditor.Control
          aria-label={t('link')}
          title={t('link')}
          active={href !== ''}
          onClick={() => (opened ? setOpened(false) : open())}
        >
          <IconLink size={16} stroke={1.6} aria-hidden />
        </RichTextEditor.Control>
      </Popover.Target>
      <Popover.Dropdown>
        {isTrackedHref(href) ? (
          <Text size="sm">{t('tracked')}</Text>
        ) : nothingSelected ? (
          <Text size="sm">{t('selectFirst')}</Text>
        ) : (
          <form onSubmit={apply} noValidate>
            <WebAddressInput
              label={t('address')}
              data-autofocus
              value={address}
              error={error}
              onChange={(event) => setAddress(event.currentTarget.value)}
            />
            <Group justify="flex-end" mt="xs">
              <Button type="submit" size="xs">
                {t('apply')}
              </Button>
            </Group>
          </form>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
