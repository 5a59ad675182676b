import { mendAddress } from '@linkflow/contracts';
import { Button, Group, Text } from '@mantine/core';
import { RichTextEditor, useRichTextEditorContext } from '@mantine/tiptap';
import { IconLink } from '@tabler/icons-react';
import StarterKit from '@tiptap/starter-kit';
import { type FormEvent, useState } from 'react';
import { useTexts } from '../../i18n';
import { htmlWithFields, htmlWithoutFields } from '../merge-text/merge-document';
import { MergeFieldNode } from '../merge-text/merge-field-node';
import { useEditorValue } from '../merge-text/rich-text-parts';
import { useWebAddressError, WebAddressInput } from '../web-address';
import { isAllowedHref, isTrackedHref } from './message-html';
import { ControlPopover, RichTextFrame, useRichTextEditor } from './rich-text-frame';
import classes from './rich-text.module.css';
import { richTextTexts } from './rich-text.texts';

interface RichTextProps {
  /** Accessible name. */
  label: string;
  value: string;
  onChange: (html: string) => void;
}

const EXTENSIONS = [
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
];

/** An editor for text with headings, lists, quotes and links. Its value is HTML. */
export function RichText({ label, value, onChange }: RichTextProps) {
  const reportValue = useEditorValue({
    value,
    onChange,
    show: (next) => editor.commands.setContent(htmlWithFields(next), { emitUpdate: false }),
  });
  const editor = useRichTextEditor({
    label,
    extensions: EXTENSIONS,
    content: htmlWithFields(value),
    report: (current) => reportValue(current.isEmpty ? '' : htmlWithoutFields(current.getHTML())),
  });

  return (
    <RichTextFrame
      editor={editor}
      label={label}
      classNames={{ root: classes.root, content: classes.content, toolbar: classes.toolbar }}
    >
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
    </RichTextFrame>
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

  const onOpen = (next: boolean) => {
    if (next) {
      setAddress(isTrackedHref(href) ? '' : href);
      setError(null);
    }
    setOpened(next);
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
    <ControlPopover
      label={t('link')}
      icon={<IconLink size={16} stroke={1.6} aria-hidden />}
      active={href !== ''}
      opened={opened}
      onOpen={onOpen}
      position="bottom-start"
      width={340}
    >
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
    </ControlPopover>
  );
}
