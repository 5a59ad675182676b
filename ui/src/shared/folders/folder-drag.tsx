import type { Folder } from '@linkflow/contracts';
import { ActionIcon } from '@mantine/core';
import { IconGripVertical } from '@tabler/icons-react';
import type { DragEvent, KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { useTexts } from '../../i18n';
import classes from './folders.module.css';
import { folderTexts } from './folders.texts';

interface Named {
  id: string;
  name: string;
}

/** What is dragged to a folder: entries of the list, or a folder. */
export type Dragged = { items: readonly Named[] } | { folder: Folder };

/** Called with what was dropped on a folder; null: on "In no folder". */
export type DropFolder = (dragged: Dragged, folderId: string | null) => void;

interface DragState {
  dragged: Dragged | null;
  /** The folder under the pointer: its id, or `none`. */
  over: string | null;
  /** The name of what is moved by keyboard; null while nothing is. */
  byKeyboard: string | null;
  /** Gets the focus back when a move by keyboard is given up. */
  grip: HTMLElement | null;
}

const NOTHING: DragState = { dragged: null, over: null, byKeyboard: null, grip: null };

/** One drag at a time, on the page of one library. */
const drag = createStore<DragState>(() => NOTHING);

export const useDrag = <T,>(select: (state: DragState) => T): T => useStore(drag, select);

/** Must be set, or Firefox does not drag. Nothing outside of this page takes it. */
const DATA_TYPE = 'application/x-linkflow-entry';

function start(event: DragEvent, dragged: Dragged): void {
  event.dataTransfer.setData(DATA_TYPE, '');
  event.dataTransfer.effectAllowed = 'move';
  drag.setState({ ...NOTHING, dragged });
}

export const dragFolder = (event: DragEvent, folder: Folder): void => start(event, { folder });

/**
 * Properties of a row that can be dragged by its link or its grip, so that the text of its other cells can be selected. `selected`: the
 * selected rows, which are dragged together.
 */
export const dragRow = (row: Named, selected: readonly Named[]) => ({
  onDragStart: (event: DragEvent) => {
    if (event.target instanceof Element) start(event, { items: itemsOf(row, selected) });
  },
  onDragEnd: () => drag.setState(NOTHING),
});

const itemsOf = (row: Named, selected: readonly Named[]): readonly Named[] =>
  selected.some(({ id }) => id === row.id) ? selected : [row];

const targetId = (target: string): string | null => (target === 'none' ? null : target);

/** Properties of a folder on which things can be dropped. */
export const dropHandlers = (target: string, onDrop: DropFolder) => ({
  onDragOver: (event: DragEvent) => {
    const { dragged, over } = drag.getState();
    if (!dragged || ('folder' in dragged && dragged.folder.id === target)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
    if (over !== target) drag.setState({ over: target });
  },
  onDragLeave: () => {
    if (drag.getState().over === target) drag.setState({ over: null });
  },
  onDrop: (event: DragEvent) => {
    event.preventDefault();
    drop(target, onDrop);
  },
  onClickCapture: (event: { preventDefault: () => void; stopPropagation: () => void }) => {
    if (drag.getState().byKeyboard === null) return;
    event.preventDefault();
    event.stopPropagation();
    drop(target, onDrop);
  },
});

function drop(target: string, onDrop: DropFolder): void {
  const { dragged, grip } = drag.getState();
  drag.setState(NOTHING);
  grip?.focus();
  if (dragged) onDrop(dragged, targetId(target));
}

interface DragGripProps {
  row: Named;
  selected: readonly Named[];
}

/** A button in a row that begins a move by keyboard: the focus goes to the folders, whose keys `moveThrough` handles. */
export function DragGrip({ row, selected }: DragGripProps) {
  const t = useTexts(folderTexts);
  return (
    <ActionIcon
      className={classes.grip}
      variant="transparent"
      color="gray"
      size="xs"
      draggable
      aria-label={t('drag.grip', { name: row.name })}
      onClick={({ currentTarget }) => {
        const items = itemsOf(row, selected);
        const byKeyboard = items.length === 1 ? row.name : String(items.length);
        drag.setState({ dragged: { items }, over: null, byKeyboard, grip: currentTarget });
        folderLinks()[0]?.focus();
      }}
    >
      <IconGripVertical size={14} aria-hidden />
    </ActionIcon>
  );
}

const folderLinks = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-drop-folder]')];

/** Keys in the column of folders while something is moved by keyboard. */
export function moveThrough(event: KeyboardEvent): void {
  const { byKeyboard, grip } = drag.getState();
  if (byKeyboard === null) return;
  if (event.key === 'Escape') {
    drag.setState(NOTHING);
    grip?.focus();
  } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    const links = folderLinks();
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[(at + (event.key === 'ArrowDown' ? 1 : links.length - 1)) % links.length]?.focus();
  }
}
