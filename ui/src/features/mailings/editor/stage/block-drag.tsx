import { AutoScroller } from '@dnd-kit/dom';
import { type DragDropEventHandlers, DragDropProvider, DragOverlay } from '@dnd-kit/react';
import type { SavedBlock } from '@linkflow/contracts';
import { sameJson } from '@linkflow/workflow';
import { type PropsWithChildren, type RefObject, useMemo, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useTexts } from '../../../../i18n';
import { dragImagePlugins, itemKeyboardSensor, itemPointerSensor } from '../../../../shared/drag';
import { editorTexts } from '../editor.texts';
import { placeAfter, placesFor } from '../model/moves';
import { type Place, placeOf } from '../model/places';
import { BLOCK_ICONS } from '../palette/block-icons';
import { useMailEditor, useMailStore } from '../store/use-mail-editor';
import { draggedBlock, dragSourceOf } from './drag-sources';
import { placeAtPoint } from './drop-place';
import classes from './stage.module.css';

const SENSORS = [itemPointerSensor, itemKeyboardSensor];
const PLUGINS = [...dragImagePlugins, AutoScroller];

interface BlockDragProps {
  /** The element in which blocks can be dropped. */
  stage: RefObject<HTMLElement | null>;
  saved: readonly SavedBlock[];
}

/**
 * Lets blocks of the palette and of the message be dragged: by mouse and pen, by touch after a short rest, and by keyboard, whose arrow
 * keys move the block from one possible place to the next.
 */
export function BlockDrag({ stage, saved, children }: PropsWithChildren<BlockDragProps>) {
  const handlers = useBlockDrag({ stage, saved });
  return (
    <DragDropProvider sensors={SENSORS} plugins={PLUGINS} {...handlers}>
      {children}
      {createPortal(
        <DragOverlay className={classes.overlay} dropAnimation={null}>
          {() => <DragImage />}
        </DragOverlay>,
        document.body,
      )}
    </DragDropProvider>
  );
}

/** The image of the dragged block under the pointer. */
function DragImage() {
  const t = useTexts(editorTexts);
  const type = useMailEditor(({ dragged }) => dragged?.type);
  if (!type) return null;
  const Icon = BLOCK_ICONS[type];
  return (
    <div className={classes.dragImage} data-testid="drag-image">
      <Icon size={16} stroke={1.6} aria-hidden />
      {t(`types.${type}`)}
    </div>
  );
}

type Handlers = Pick<Partial<DragDropEventHandlers>, 'onDragStart' | 'onDragMove' | 'onDragEnd'>;

/** Handlers that show where the dragged block would stand, and put it there when it is dropped. */
function useBlockDrag({ stage, saved }: BlockDragProps): Handlers {
  const store = useMailStore();
  /** The places of a drag by keyboard, and the index of the present one; null while the block is dragged otherwise. */
  const keyboard = useRef<{ places: readonly Place[]; index: number } | null>(null);

  return useMemo(() => {
    const show = (dropPlace: Place | null) => {
      if (!sameJson(store.getState().dropPlace, dropPlace)) store.setState({ dropPlace });
    };
    const showStop = () => {
      show(keyboard.current?.places[keyboard.current.index] ?? null);
      requestAnimationFrame(() =>
        stage.current?.querySelector('[data-testid="drop-line"]')?.scrollIntoView({ block: 'nearest' }),
      );
    };

    return {
      onDragStart({ operation, nativeEvent }) {
        const source = dragSourceOf(operation.source?.id);
        const { document, selected } = store.getState();
        const dragged = source && draggedBlock(source, { blocks: document.blocks, saved });
        if (!dragged) return;
        store.setState({ dragged });
        if (!(nativeEvent instanceof KeyboardEvent)) return;
        const first =
          dragged.id === null
            ? placeAfter(document, selected, dragged)
            : placeOf(document.blocks, dragged.id);
        const places = placesFor(document.blocks, dragged);
        const index = places.findIndex((place) => sameJson(place, first));
        keyboard.current = { places, index: Math.max(0, index) };
        showStop();
      },

      onDragMove(event) {
        const { dragged } = store.getState();
        if (!dragged) return;
        const drag = keyboard.current;
        if (drag) {
          event.preventDefault();
          const forward = (event.by?.x ?? 0) + (event.by?.y ?? 0) > 0;
          const count = Math.max(1, drag.places.length);
          drag.index = (drag.index + (forward ? 1 : count - 1)) % count;
          showStop();
        } else if (event.to && stage.current) {
          show(placeAtPoint(stage.current, event.to, dragged));
        }
      },

      onDragEnd({ operation, canceled }) {
        const source = dragSourceOf(operation.source?.id);
        const { dropPlace, dragged } = store.getState();
        keyboard.current = null;
        store.setState({ dragged: null, dropPlace: null });
        if (!source || !dragged || !dropPlace || canceled) return;
        const { commands } = store;
        if ('type' in source) commands.addNew(source.type, dropPlace);
        else if ('block' in source) commands.moveTo(source.block, dropPlace);
        else {
          const found = saved.find(({ id }) => id === source.saved);
          if (found) commands.addCopy(found.block, dropPlace);
        }
      },
    };
  }, [store, stage, saved]);
}
