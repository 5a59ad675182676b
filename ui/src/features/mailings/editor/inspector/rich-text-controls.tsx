import type { BlockLink, RichText } from '@linkflow/contracts';
import { sameJson } from '@linkflow/workflow';
import { ActionIcon, ColorSwatch, SimpleGrid, Text, TextInput, UnstyledButton } from '@mantine/core';
import { RichTextEditor } from '@mantine/tiptap';
import { IconCheck, IconLink, IconPalette } from '@tabler/icons-react';
import type { Editor, Extensions } from '@tiptap/react';
import { useState } from 'react';
import { useTexts } from '../../../../i18n';
import { useEditorValue } from '../../../../shared/merge-text/rich-text-parts';
import { ControlPopover, useRichTextEditor } from '../../../../shared/rich-text/rich-text-frame';
import { richTextTexts } from '../../../../shared/rich-text/rich-text.texts';
import { useMailEditor } from '../store/use-mail-editor';
import { settingsTexts } from './inspector.texts';
import { LinkField } from './link-field';
import { editorDocument, richTextOf } from './rich-text-document';
import { RICH_TEXT } from './rich-text-extensions';
import { ALIGN_ICONS, ALIGNS, type Align } from './simple-fields';

export interface BlockTextProps {
  label: string;
  value: RichText;
  onChange: (text: RichText) => void;
  /** Additional extensions, such as keys. */
  extensions?: Extensions;
}

/** Creates the editor of a formatted text of a block, with merge fields, and links that can be tracked. */
export function useBlockText({ label, value, onChange, extensions = [] }: BlockTextProps): Editor {
  const reportValue = useEditorValue({
    value,
    same: sameJson,
    onChange,
    show: (next) => {
      if (editor.isDestroyed || sameJson(richTextOf(editor.getJSON()), next)) return;
      editor.commands.setContent(editorDocument(next), { emitUpdate: false });
    },
  });
  const editor = useRichTextEditor({
    label,
    extensions: [...RICH_TEXT, ...extensions],
    content: editorDocument(value),
    report: (current) => reportValue(richTextOf(current.getJSON())),
  });
  return editor;
}

/** How paragraphs that say nothing about it are aligned in the message. */
const STANDARD_ALIGN = { text: 'left', footer: 'center' } as const satisfies Record<string, Align>;

export interface BlockTextControlsProps {
  editor: Editor;
  /** The block that has the text. */
  of: keyof typeof STANDARD_ALIGN;
}

/** The controls of the toolbar. */
export function BlockTextControls({ editor, of }: BlockTextControlsProps) {
  return (
    <>
      <RichTextEditor.ControlsGroup>
        <RichTextEditor.Bold />
        <RichTextEditor.Italic />
        <RichTextEditor.Underline />
        <ColourControl editor={editor} />
      </RichTextEditor.ControlsGroup>
      <RichTextEditor.ControlsGroup>
        <RichTextEditor.BulletList />
        <RichTextEditor.OrderedList />
      </RichTextEditor.ControlsGroup>
      <RichTextEditor.ControlsGroup>
        {ALIGNS.map((align) => (
          <AlignControl key={align} editor={editor} align={align} of={of} />
        ))}
      </RichTextEditor.ControlsGroup>
      <RichTextEditor.ControlsGroup>
        <LinkControl editor={editor} />
      </RichTextEditor.ControlsGroup>
    </>
  );
}

function AlignControl({ editor, align, of }: BlockTextControlsProps & { align: Align }) {
  const t = useTexts(settingsTexts);
  const AlignIcon = ALIGN_ICONS[align];
  const current: unknown = editor.getAttributes('paragraph').textAlign;
  const active = (current ?? STANDARD_ALIGN[of]) === align;
  return (
    <RichTextEditor.Control
      aria-label={t(`aligns.${align}`)}
      title={t(`aligns.${align}`)}
      active={active}
      onClick={() =>
        editor
          .chain()
          .focus()
          .updateAttributes('paragraph', { textAlign: align === STANDARD_ALIGN[of] ? null : align })
          .run()
      }
    >
      <AlignIcon size={16} stroke={1.6} aria-hidden />
    </RichTextEditor.Control>
  );
}

const COLOUR = /^#?([0-9a-f]{6})$/i;

/** Gives the selected words one of the colours of the message, or any other. */
function ColourControl({ editor }: { editor: Editor }) {
  const t = useTexts(settingsTexts);
  const [opened, setOpened] = useState(false);
  const { headingColour, linkColour, buttonColour } = useMailEditor(({ document }) => document.styles);
  const current: unknown = editor.getAttributes('colour').colour;
  const colours = [...new Set([headingColour, linkColour, buttonColour, '#c92a2a', '#2b8a3e', '#5a6272'])];
  const apply = (colour: string | null) => {
    const chain = editor.chain().focus();
    if (colour === null) chain.unsetMark('colour').run();
    else chain.setMark('colour', { colour }).run();
    setOpened(false);
  };
  return (
    <ControlPopover
      label={t('rich.colour')}
      icon={<IconPalette size={16} stroke={1.6} aria-hidden />}
      active={editor.isActive('colour')}
      opened={opened}
      onOpen={setOpened}
      position="bottom-end"
      width={168}
    >
      <SimpleGrid cols={6} spacing={4}>
        {colours.map((colour) => (
          <UnstyledButton key={colour} aria-label={colour} onClick={() => apply(colour)}>
            <ColorSwatch component="span" color={colour} size={20} />
          </UnstyledButton>
        ))}
      </SimpleGrid>
      <OwnColour value={typeof current === 'string' ? current : ''} onChange={apply} />
      <UnstyledButton mt={8} fz="xs" onClick={() => apply(null)}>
        {t('rich.noColour')}
      </UnstyledButton>
    </ControlPopover>
  );
}

/** A colour by its hexadecimal digits, which is used when Enter is pressed. */
function OwnColour({ value, onChange }: { value: string; onChange: (colour: string) => void }) {
  const t = useTexts(settingsTexts);
  const [text, setText] = useState(value);
  const digits = COLOUR.exec(text.trim())?.[1];
  const use = () => digits && onChange(`#${digits.toLowerCase()}`);
  return (
    <TextInput
      mt={8}
      size="xs"
      label={t('rich.ownColour')}
      placeholder="#14614b"
      value={text}
      leftSection={<ColorSwatch component="span" color={digits ? `#${digits}` : 'transparent'} size={14} />}
      rightSection={
        <ActionIcon
          variant="subtle"
          size={24}
          aria-label={t('rich.useColour')}
          title={t('rich.useColour')}
          disabled={!digits}
          onClick={use}
        >
          <IconCheck size={14} aria-hidden />
        </ActionIcon>
      }
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        use();
      }}
    />
  );
}

/** Links the selected words. */
function LinkControl({ editor }: { editor: Editor }) {
  const t = useTexts(richTextTexts);
  const [opened, setOpened] = useState(false);
  // The mark keeps the link as the document has it.
  const link = (editor.getAttributes('link').link ?? null) as BlockLink | null;
  const { from, to, empty } = editor.state.selection;
  const use = (next: BlockLink | null) => {
    const chain = editor.chain().extendMarkRange('link');
    if (next === null) chain.unsetMark('link').run();
    else chain.setMark('link', { link: next }).run();
  };
  return (
    <ControlPopover
      label={t('link')}
      icon={<IconLink size={16} stroke={1.6} aria-hidden />}
      active={link !== null}
      opened={opened}
      onOpen={setOpened}
      position="bottom-end"
      width={312}
    >
      {empty && link === null ? (
        <Text size="sm">{t('selectFirst')}</Text>
      ) : (
        <LinkField value={link} onChange={use} suggestedName={editor.state.doc.textBetween(from, to, ' ')} />
      )}
    </ControlPopover>
  );
}
