import { AutoScroller, PointerSensor } from '@dnd-kit/dom';
import { type DragDropEventHandlers, DragDropProvider, useDraggable } from '@dnd-kit/react';
import type { Position } from '@linkflow/contracts';
import { useMemo, useState } from 'react';
import { createPortal } from 'react-dom';
import { itemActivation, plainDragPlugins } from '../drag';
import { drag, drop, type DropFolder, nameOf, targetOf, useDrag } from './folder-drag';
import classes from './folders.module.css';

/** Drags what a row or folder has said to be pressed on, and nothing else of the page. */
const SENSORS = [
  PointerSensor.configure({
    activationConstraints: itemActivation,
    preventActivation: (event) => drag.getState().pressed?.event !== event,
  }),
];
const PLUGINS = [...plainDragPlugins, AutoScroller];

interface FolderPointerProps {
  /** Contains the rows and the folders. */
  page: HTMLElement;
  onDrop: DropFolder;
}

/**
 * Lets rows and folders be dragged to folders: by mouse and pen, and by touch after a short rest. Loaded after the page, which works without
 * it: the grip of a row moves it by keyboard, and its menu by a dialog.
 */
export function FolderPointer({ page, onDrop }: FolderPointerProps) {
  const [at, setAt] = useState<Position | null>(null);
  const handlers = useMemo(
    (): Pick<Partial<DragDropEventHandlers>, 'onDragStart' | 'onDragMove' | 'onDragEnd'> => ({
      onDragStart({ operation }) {
        const { pressed } = drag.getState();
        drag.setState({ dragged: pressed?.dragged ?? null });
        setAt(operation.position.current);
      },
      onDragMove({ to }) {
        if (!to) return;
        setAt(to);
        const over = targetOf(document.elementFromPoint(to.x, to.y) ?? undefined);
        if (over !== drag.getState().over) drag.setState({ over });
      },
      onDragEnd({ canceled }) {
        setAt(null);
        drop(canceled ? null : drag.getState().over, onDrop);
      },
    }),
    [onDrop],
  );
  return (
    <DragDropProvider sensors={SENSORS} plugins={PLUGINS} {...handlers}>
      <Source page={page} />
      {createPortal(<DragImage at={at} />, document.body)}
    </DragDropProvider>
  );
}

/** The one thing that can be dragged, for the library that drags. What it stands for is in `pressed`. */
function Source({ page }: { page: HTMLElement }) {
  useDraggable({ id: 'pressed', element: page });
  return null;
}

/** What is dragged, beside the pointer. Hidden while nothing is. */
function DragImage({ at }: { at: Position | null }) {
  const dragged = useDrag((state) => state.dragged);
  const isShown = at !== null && dragged !== null;
  return (
    <div
      className={classes.dragImage}
      style={{ transform: `translate(${at?.x ?? 0}px, ${at?.y ?? 0}px)` }}
      hidden={!isShown}
      data-testid="drag-image"
    >
      {isShown && nameOf(dragged)}
    </div>
  );
}
