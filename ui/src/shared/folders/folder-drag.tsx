import type { Folder } from '@linkflow/contracts';
import { ActionIcon } from '@mantine/core';
import { IconGripVertical } from '@tabler/icons-react';
import type { KeyboardEvent, PointerEvent } from 'react';
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
  /** What the pointer has pressed on last, and the event of it. It is dragged if the pointer then moves (see folder-pointer.tsx). */
  pressed: { dragged: Dragged; event: Event } | null;
  dragged: Dragged | null;
  /** The folder under the pointer: its id, or `none`. */
  over: string | null;
  /** The name of what is moved by keyboard; null while nothing is. */
  byKeyboard: string | null;
  /** Gets the focus back when a move by keyboard has ended. */
  grip: HTMLElement | null;
}

const NOTHING: DragState = { pressed: null, dragged: null, over: null, byKeyboard: null, grip: null };

/** One drag at a time, on the page of one library. */
export const drag = createStore<DragState>(() => NOTHING);

export const useDrag = <T,>(select: (state: DragState) => T): T => useStore(drag, select);

/** By what a row is dragged, so that the text of its other cells can be selected. */
const HANDLES = '[data-row-link], [data-drag-grip]';

function press({ target, nativeEvent }: PointerEvent, dragged: Dragged, handles?: string): void {
  if (handles !== undefined && !(target instanceof Element && target.closest(handles))) return;
  drag.setState({ pressed: { dragged, event: nativeEvent } });
}

/** Properties of the entry of a folder that can be dragged into another folder. */
export const dragFolder = (folder: Folder) => ({
  onPointerDownCapture: (event: PointerEvent) => press(event, { folder }),
});

/** Properties of a row that can be dragged. `selected`: the selected rows, which are dragged together. */
export const dragRow = (row: Named, selected: readonly Named[]) => ({
  onPointerDownCapture: (event: PointerEvent) => press(event, { items: itemsOf(row, selected) }, HANDLES),
});

const itemsOf = (row: Named, selected: readonly Named[]): readonly Named[] =>
  selected.some(({ id }) => id === row.id) ? selected : [row];

/** What is said to be moved: a name, or the number of several entries. */
export const nameOf = (dragged: Dragged): string => {
  if ('folder' in dragged) return dragged.folder.name;
  const [first, ...others] = dragged.items;
  return others.length > 0 || !first ? String(dragged.items.length) : first.name;
};

/** The folder in whose entry an element lies, if something can be dropped there: its id, or `none`. */
export function targetOf(element: Element | undefined): string | null {
  const target = element?.closest<HTMLElement>('[data-drop-folder]')?.dataset.dropFolder ?? null;
  const { dragged } = drag.getState();
  const isSelf = dragged !== null && 'folder' in dragged && dragged.folder.id === target;
  return isSelf ? null : target;
}

/** Puts what is dragged, by pointer or keyboard, into a folder (its id, or `none`); null: puts it down where it was. */
export function drop(target: string | null, onDrop?: DropFolder): void {
  const { dragged, grip } = drag.getState();
  drag.setState(NOTHING);
  grip?.focus();
  if (dragged && target !== null) onDrop?.(dragged, target === 'none' ? null : target);
}

/** Properties of a folder to which things are moved by keyboard: Enter, which clicks on its link, moves them there. */
export const moveHere = (target: string, onDrop: DropFolder) => ({
  onClickCapture: (event: { preventDefault: () => void; stopPropagation: () => void }) => {
    if (drag.getState().byKeyboard === null) return;
    event.preventDefault();
    event.stopPropagation();
    drop(target, onDrop);
  },
});

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
      data-drag-grip
      aria-label={t('drag.grip', { name: row.name })}
      onClick={({ currentTarget }) => {
        const items = itemsOf(row, selected);
        drag.setState({
          ...NOTHING,
          dragged: { items },
          byKeyboard: nameOf({ items }),
          grip: currentTarget,
        });
        folderLinks()[0]?.focus();
      }}
    >
      <IconGripVertical size={14} aria-hidden />
    </ActionIcon>
  );
}

const folderLinks = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-drop-folder]')];

/** Keys in the column of folders while something is moved by keyboard. */
export function moveThrough(event: KeyboardEvent<HTMLElement>): void {
  if (drag.getState().byKeyboard === null) return;
  if (event.key === 'Escape' || event.key === 'Tab') {
    // Tab goes on from where the move began.
    drop(null);
  } else if (event.key === ' ') {
    event.preventDefault();
    event.currentTarget.click();
  } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    const links = folderLinks();
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[(at + (event.key === 'ArrowDown' ? 1 : links.length - 1)) % links.length]?.focus();
  }
}
