import type { BlockOf } from '@linkflow/contracts';
import { Popover, type PopoverProps } from '@mantine/core';
import { Extension, type Extensions } from '@tiptap/react';
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import { useTexts } from '../../../../i18n';
import {
  type EarlyInput,
  MergeTextEditor,
  type MergeTextHandle,
} from '../../../../shared/merge-text/merge-text-editor';
import { focusAt, type Point } from '../../../../shared/merge-text/rich-text-parts';
import { RichTextContent, RichTextRoot, RichTextTools } from '../../../../shared/rich-text/rich-text-frame';
import { BlockTextControls, useBlockText } from '../inspector/rich-text-controls';
import { MAX_LINE } from '../inspector/simple-fields';
import { settingsTexts } from '../inspector/inspector.texts';
import { useMailCommands, useWriting } from '../store/use-mail-editor';
import classes from './stage.module.css';

/** Edits the text of a heading or a button where it stands in the message. Enter and Escape end it. */
export function LineWriter({ block }: { block: BlockOf<'heading'> | BlockOf<'button'> }) {
  const t = useTexts(settingsTexts);
  const { change } = useMailCommands();
  const at = usePressedAt(block.id);
  const early = useRef<EarlyInput>({ focused: false, typed: '' });
  return (
    <div className={classes.writer}>
      <MergeTextEditor
        className={classes.line}
        label={t('text')}
        value={block.text}
        onChange={(text) => change({ ...block, text }, 'text')}
        multiline={false}
        maxLength={MAX_LINE}
        trimmed={false}
        editable
        placeholder={undefined}
        invalid={false}
        describedBy={undefined}
        early={early}
        extensions={useEndKeys(['Enter', 'Escape'])}
        onReady={useCallback((handle: MergeTextHandle | null) => handle?.focusAt(at), [at])}
      />
    </div>
  );
}

/** Edits a formatted text where it stands in the message. Its toolbar floats above it, and Escape ends it. */
export function RichTextWriter({ block }: { block: BlockOf<'text'> | BlockOf<'footer'> }) {
  const t = useTexts(settingsTexts);
  const { change, stopWriting } = useMailCommands();
  const at = usePressedAt(block.id);
  const editor = useBlockText({
    label: t('text'),
    value: block.text,
    onChange: (text) => change({ ...block, text }, 'text'),
    extensions: useEndKeys(['Escape']),
  });
  useEffect(() => focusAt(editor, at), [editor, at]);
  const [stage, setStage] = useState<Element | null>(null);
  const target = useCallback((element: HTMLElement | null) => setStage(stageOf(element)), []);
  const onToolKey = (event: KeyboardEvent) => {
    // Not in a dialog that a control opens over the page.
    const isHere = event.target instanceof Node && event.currentTarget.contains(event.target);
    if (event.key === 'Escape' && isHere) stopWriting();
  };
  return (
    <div className={classes.writer}>
      <RichTextRoot
        editor={editor}
        withTypographyStyles={false}
        classNames={{ root: classes.richWriter, toolbar: classes.writerTools, content: classes.writerText }}
      >
        {/* Inside the message, so that Tab leads from the text to the toolbar. */}
        <Popover
          opened
          position="top-start"
          withinPortal={false}
          floatingStrategy="fixed"
          withRoles={false}
          trapFocus={false}
          returnFocus={false}
          closeOnEscape={false}
          closeOnClickOutside={false}
          shadow="md"
          offset={16}
          middlewares={stage ? within(stage) : undefined}
        >
          <Popover.Target>
            <div ref={target}>
              <RichTextContent editor={editor} />
            </div>
          </Popover.Target>
          <Popover.Dropdown p={0} onKeyDown={onToolKey}>
            <RichTextTools editor={editor} label={t('text')}>
              <BlockTextControls editor={editor} of={block.type} />
            </RichTextTools>
          </Popover.Dropdown>
        </Popover>
      </RichTextRoot>
    </div>
  );
}

const stageOf = (element: HTMLElement | null): Element | null =>
  element?.closest(`.${classes.stage}`) ?? null;

/** Keeps the toolbar in the stage: below a text without room above it, and over a text that is longer than the stage. */
const within = (boundary: Element): PopoverProps['middlewares'] => ({
  flip: { boundary },
  shift: { boundary, crossAxis: true },
});

/** The point that was pressed to write in a block. It stays the same, so that the cursor is put there once. */
function usePressedAt(id: string): Point | null {
  const at = useWriting(id)?.at ?? null;
  return useState(at)[0];
}

/** Keys that end writing. Lists over the text, such as that of merge fields, get their keys before. */
function useEndKeys(keys: readonly string[]): Extensions {
  const { stopWriting } = useMailCommands();
  const [extensions] = useState(() => {
    const end = () => {
      stopWriting();
      return true;
    };
    return [
      Extension.create({
        name: 'endKeys',
        priority: 600,
        addKeyboardShortcuts: () => Object.fromEntries(keys.map((key) => [key, end])),
      }),
    ];
  });
  return extensions;
}
