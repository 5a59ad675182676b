import type { Block, BlockOf } from '@linkflow/contracts';
import { IconEyeOff } from '@tabler/icons-react';
import { Fragment, type KeyboardEvent, type MouseEvent, memo, useRef } from 'react';
import { useTexts } from '../../../../i18n';
import { useMergeWords } from '../../../../shared/merge-text/merge-facts';
import { editorTexts } from '../editor.texts';
import type { ColumnRef } from '../model/places';
import { isWritten, wordsOf } from '../model/words';
import { useMailEditor, useMailStore, useRequestedFocus } from '../store/use-mail-editor';
import { AddBlockMenu } from './add-block-menu';
import { BlockControls } from './block-controls';
import { blockKey } from './block-keys';
import { BlockView } from './block-view';
import { COLUMN_GAP, columnWidths } from './message-look';
import classes from './stage.module.css';

interface BlockFrameProps {
  block: Block;
  /** Width of the message or column, px. */
  room: number;
}

/** A press on one of these does not write in the block. */
const CONTROLS = 'button, [role="group"], [role="menu"]';

/** Longest text of a block in its accessible name, characters. */
const MAX_NAME = 80;

/**
 * A block of the message that can be selected, moved and removed, by pointer and by keyboard. Only one block is reached by Tab: the selected
 * one, or else the first.
 */
const BlockFrame = memo(function BlockFrame({ block, room }: BlockFrameProps) {
  const t = useTexts(editorTexts);
  const words = useMergeWords();
  const store = useMailStore();
  const element = useRef<HTMLLIElement>(null);
  const isSelected = useMailEditor(({ selected }) => selected === block.id);
  const isDragged = useMailEditor(({ dragged }) => dragged?.id === block.id);
  const isTabStop = useMailEditor(({ selected, document }) =>
    selected === null ? document.blocks[0]?.id === block.id : selected === block.id,
  );
  const isHidden = useMailEditor(({ device }) => block.hiddenOn.includes(device));
  useRequestedFocus(block.id, (on) => {
    const frame = element.current;
    if (on === 'settings' || !frame) return null;
    if (on === 'block') return frame;
    // A control that does nothing here, such as “up” for the first block, does not take the focus.
    return frame.querySelector<HTMLElement>(`:scope > * [data-control="${on}"]:not(:disabled)`) ?? frame;
  });

  const type = t(`types.${block.type}`);
  const said = words(wordsOf(block)).slice(0, MAX_NAME);
  const hidden =
    block.hiddenOn.length > 1 ? 'both' : block.hiddenOn[0] !== undefined ? block.hiddenOn[0] : null;
  const name = [
    said === '' ? type : t('stage.named', { type, text: said }),
    ...(hidden ? [t(`stage.hiddenOn.${hidden}`)] : []),
  ].join('. ');

  // The events of a block in a column also reach the columns around it.
  const isOwn = ({ target }: MouseEvent) =>
    target instanceof Element && target.closest('[data-block-id]') === element.current;
  const isOwnContent = (event: MouseEvent) =>
    isOwn(event) && event.target instanceof Element && event.target.closest(CONTROLS) === null;
  const wasSelected = useRef(false);
  const onPointerDown = (event: MouseEvent) => {
    if (!isOwn(event)) return;
    wasSelected.current = isSelected;
    store.commands.select(block.id);
  };
  const open = ({ clientX: x, clientY: y }: MouseEvent) => {
    if (!isWritten(block)) store.commands.select(block.id, 'settings');
    else if (store.getState().writing?.id !== block.id) store.commands.write(block.id, { x, y });
  };
  const onClick = (event: MouseEvent) => {
    if (isWritten(block) && wasSelected.current && isOwnContent(event)) open(event);
  };
  const onDoubleClick = (event: MouseEvent) => {
    if (isOwnContent(event)) open(event);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== element.current) return;
    // The editor that will take the keys is not loaded yet. Until then, they must not move or delete the block.
    if (store.getState().writing?.id === block.id) return;
    const isPlainEnter = event.key === 'Enter' && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (isPlainEnter && isWritten(block)) store.commands.write(block.id);
    else if (blockKey(store, block.id, event) === null) return;
    event.preventDefault();
  };
  return (
    // A block takes keys, such as those that move it, and is selected by a press.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      ref={element}
      className={classes.frame}
      data-block-id={block.id}
      data-selected={isSelected || undefined}
      data-hidden={isHidden || undefined}
      data-dragged={isDragged || undefined}
      aria-label={name}
      aria-current={isSelected || undefined}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={isTabStop ? 0 : -1}
      onPointerDown={onPointerDown}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
      onFocus={(event) => event.target === element.current && !isSelected && store.commands.select(block.id)}
      onKeyDown={onKeyDown}
    >
      {isSelected && <BlockControls block={block} type={type} />}
      {isHidden && (
        <span className={classes.hiddenMark} title={hidden ? t(`stage.hiddenOn.${hidden}`) : undefined}>
          <IconEyeOff size={14} aria-hidden />
        </span>
      )}
      <div className={classes.content}>
        {block.type === 'columns' ? (
          <ColumnsView block={block} room={room} />
        ) : (
          <BlockView block={block} room={room} />
        )}
      </div>
    </li>
  );
});

/** Columns side by side or, on a phone, below each other. */
function ColumnsView({ block, room }: { block: BlockOf<'columns'>; room: number }) {
  const device = useMailEditor((state) => state.device);
  const widths = columnWidths(block, room, device);
  const style = {
    padding: `${block.paddingY}px ${block.paddingX}px`,
    background: block.background ?? undefined,
    flexDirection: device === 'phone' ? ('column' as const) : undefined,
    gap: device === 'phone' ? 0 : COLUMN_GAP,
  };
  return (
    <div className={classes.columns} style={style}>
      {block.columns.map((column, index) => (
        <div key={index} style={{ width: widths[index] }}>
          <BlockList column={{ blockId: block.id, index }} blocks={column.blocks} room={widths[index] ?? 0} />
        </div>
      ))}
    </div>
  );
}

interface BlockListProps {
  /** The column whose blocks these are; null for those of the message. */
  column: ColumnRef | null;
  blocks: readonly Block[];
  /** Width of the message or column, px. */
  room: number;
}

/** The blocks of the message or of a column, with a line where a dragged block would be dropped. */
export function BlockList({ column, blocks, room }: BlockListProps) {
  const t = useTexts(editorTexts);
  const dropIndex = useMailEditor(({ dropPlace }) =>
    dropPlace && isSame(dropPlace.column, column) ? dropPlace.index : null,
  );
  const dragged = useMailEditor((state) => state.dragged?.id ?? null);
  // Places are counted without the dragged block.
  const indexes = blocks.map((_, at) => blocks.slice(0, at).filter(({ id }) => id !== dragged).length);
  const last = blocks.filter(({ id }) => id !== dragged).length;
  return (
    <ol
      className={classes.list}
      aria-label={column ? t('palette.column', { number: column.index + 1 }) : t('stage.label')}
      data-blocks
      data-column-of={column?.blockId}
      data-column={column?.index}
    >
      {blocks.map((block, at) => (
        <Fragment key={block.id}>
          {dropIndex === indexes[at] && block.id !== dragged && <DropLine />}
          <BlockFrame block={block} room={room} />
        </Fragment>
      ))}
      {dropIndex === last && <DropLine />}
      {blocks.length === 0 && column && (
        <li className={classes.emptyColumn}>
          <span>{t('stage.emptyColumn')}</span>
          <AddBlockMenu
            place={{ column, index: 0 }}
            label={t('stage.addToColumn', { number: column.index + 1 })}
          />
        </li>
      )}
    </ol>
  );
}

const DropLine = () => <li role="presentation" className={classes.dropLine} data-testid="drop-line" />;

const isSame = (one: ColumnRef | null, other: ColumnRef | null): boolean =>
  one?.blockId === other?.blockId && one?.index === other?.index;
