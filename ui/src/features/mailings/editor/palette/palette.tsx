import { useDraggable } from '@dnd-kit/react';
import type { BlockType, SavedBlock } from '@linkflow/contracts';
import { SegmentedControl, Tooltip, UnstyledButton } from '@mantine/core';
import { useMergedRef } from '@mantine/hooks';
import { useId, useRef, useState } from 'react';
import { useTexts } from '../../../../i18n';
import { editorTexts } from '../editor.texts';
import { BLOCK_TYPES } from '../model/new-block';
import { dragIdOf } from '../stage/drag-sources';
import { paletteId } from '../store/mail-editor-store';
import { useMailEditor, useMailStore, useRequestedFocus } from '../store/use-mail-editor';
import { BLOCK_ICONS } from './block-icons';
import { Layers } from './layers';
import classes from './palette.module.css';
import { SavedBlocks } from './saved-blocks';
import { StyleFields } from './style-fields';

const TABS = ['blocks', 'style', 'layers'] as const;
type Tab = (typeof TABS)[number];

interface PaletteProps {
  saved: readonly SavedBlock[];
  /** Shows only the icons of the blocks, in a narrow strip. */
  compact?: boolean;
}

/** What a message is made of: the blocks to add, the styles of the whole message, and the blocks that it has. */
export function MailPalette({ saved, compact = false }: PaletteProps) {
  const t = useTexts(editorTexts);
  const [tab, setTab] = useState<Tab>('blocks');
  const isOffered = useMailEditor(({ focus }) => focus?.on === 'palette');
  if (isOffered && tab !== 'blocks') setTab('blocks');
  const hintId = useId();
  return (
    <nav className={classes.palette} aria-label={t('palette.title')} data-testid="mail-palette">
      {!compact && (
        <SegmentedControl<Tab>
          className={classes.tabs}
          size="xs"
          fullWidth
          aria-label={t('palette.title')}
          value={tab}
          onChange={setTab}
          data={TABS.map((value) => ({ value, label: t(`palette.${value}`) }))}
        />
      )}
      <div className={classes.scroll}>
        {(compact || tab === 'blocks') && (
          <>
            <div className={classes.types} data-compact={compact || undefined}>
              {BLOCK_TYPES.map((type) => (
                <PaletteItem key={type} type={type} compact={compact} hintId={hintId} />
              ))}
            </div>
            {!compact && (
              <>
                <SavedBlocks saved={saved} />
                <p className={classes.hint}>{t('palette.hint')}</p>
              </>
            )}
          </>
        )}
        {!compact && tab === 'style' && <StyleFields />}
        {!compact && tab === 'layers' && <Layers />}
      </div>
      <span id={hintId} hidden>
        {t('palette.keyboardHint')}
      </span>
    </nav>
  );
}

interface PaletteItemProps {
  type: BlockType;
  compact: boolean;
  /** Id of the element that says how it is dragged by keyboard. */
  hintId: string;
}

/** A type of block. It is dragged into the message, or pressed to be added below the selected block. */
function PaletteItem({ type, compact, hintId }: PaletteItemProps) {
  const t = useTexts(editorTexts);
  const store = useMailStore();
  const { ref } = useDraggable({ id: dragIdOf({ type }) });
  const button = useRef<HTMLButtonElement>(null);
  const buttonRef = useMergedRef(ref, button);
  useRequestedFocus(paletteId(type), () => button.current);
  const Icon = BLOCK_ICONS[type];
  const label = t(`types.${type}`);
  return (
    <Tooltip label={label} position="right" disabled={!compact}>
      <UnstyledButton
        ref={buttonRef}
        className={classes.item}
        aria-label={t('palette.add', { type: label })}
        aria-describedby={hintId}
        data-testid={`palette-${type}`}
        // The key that puts a dragged block down is also a click in some browsers.
        onClick={() => store.getState().dragged === null && store.commands.addNew(type)}
      >
        <Icon size={20} stroke={1.5} aria-hidden />
        {!compact && <span>{label}</span>}
      </UnstyledButton>
    </Tooltip>
  );
}
