import {
  Cursor,
  Feedback,
  KeyboardSensor,
  PointerActivationConstraints,
  PointerSensor,
  PreventSelection,
} from '@dnd-kit/dom';

/** How far a mouse or pen moves before a press becomes a drag, in px. A shorter move is a click. */
const DRAG_DISTANCE = 5;
/** How long a finger rests before a touch becomes a drag, in ms, and how far it may move meanwhile, in px. Other touches scroll. */
const TOUCH_DELAY = { value: 220, tolerance: 8 };

/** When a press drags: by mouse and pen after a short move, and by touch after a short rest, so that lists can be scrolled. */
export const itemActivation = ({ pointerType }: PointerEvent) =>
  pointerType === 'touch'
    ? [new PointerActivationConstraints.Delay(TOUCH_DELAY)]
    : [new PointerActivationConstraints.Distance({ value: DRAG_DISTANCE })];

/** Drags items of a list. */
export const itemPointerSensor = PointerSensor.configure({ activationConstraints: itemActivation });

/** Space picks an item up and puts it down. Enter, which also puts it down, otherwise does what a click on the item does. */
export const itemKeyboardSensor = KeyboardSensor.configure({
  keyboardCodes: {
    start: ['Space'],
    cancel: ['Escape', 'Tab'],
    end: ['Space', 'Enter', 'NumpadEnter'],
    up: ['ArrowUp'],
    down: ['ArrowDown'],
    left: ['ArrowLeft'],
    right: ['ArrowRight'],
  },
});

/** Drags from the first press, for small grips that serve no other purpose. */
export const gripPointerSensor = PointerSensor.configure({ activationConstraints: [] });

/** The cursor and text selection while dragging, for elements that show the drag themselves. */
export const plainDragPlugins = [Cursor, PreventSelection];
/** Also moves an image of the dragged element with the pointer. */
export const dragImagePlugins = [...plainDragPlugins, Feedback];
