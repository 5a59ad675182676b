import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useText } from '../../i18n';
import type { Size } from '../model/layout';
import { useCanvasShallow, useCanvasStore } from '../store/use-canvas';
import classes from './card-measurer.module.css';
import { cardOf, CardFrame, CardWords } from './node-card';

/**
 * Cards without a size, and what to call with those that have none when they are laid out, because the canvas is hidden. React Flow then
 * measures them when they are shown.
 */
export interface UnmeasuredCards {
  ids: readonly string[];
  giveUp: (ids: readonly string[]) => void;
}

/** The cards that `CardMeasurer` has to measure. The canvas shows them when they have a size. */
export function useUnmeasuredCards(): UnmeasuredCards {
  const [given, setGiven] = useState<ReadonlySet<string>>(() => new Set());
  const ids = useCanvasShallow(({ document, measured }) =>
    document.nodes.filter(({ id }) => !(id in measured) && !given.has(id)).map(({ id }) => id),
  );
  const giveUp = useCallback(
    (more: readonly string[]) => setGiven((before) => new Set([...before, ...more])),
    [],
  );
  return useMemo(() => ({ ids, giveUp }), [ids, giveUp]);
}

/**
 * Measures cards before the canvas shows them, out of sight and with their words only, in one layout of the page. React Flow would render
 * each card hidden, measure it, and render all cards and arrows again; with a size, it renders them once.
 */
export function CardMeasurer({ ids, giveUp }: UnmeasuredCards) {
  const text = useText();
  const store = useCanvasStore();
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const sizes: Record<string, Size> = {};
    const hidden: string[] = [];
    for (const [index, id] of ids.entries()) {
      const card = box.current?.children[index];
      const { offsetWidth: width = 0, offsetHeight: height = 0 } = card instanceof HTMLElement ? card : {};
      if (width > 0 && height > 0) sizes[id] = { width, height };
      else hidden.push(id);
    }
    if (hidden.length > 0) giveUp(hidden);
    if (hidden.length < ids.length) store.getState().measure(sizes);
  }, [ids, giveUp, store]);
  if (ids.length === 0) return null;
  const state = store.getState();
  return (
    <div ref={box} className={classes.measurer} aria-hidden>
      {ids.map((id) => {
        const card = cardOf(state, id, text);
        return (
          card && (
            <CardFrame key={id} card={card} isComplete={false}>
              <CardWords id={id} card={card} isComplete={false} />
            </CardFrame>
          )
        );
      })}
    </div>
  );
}
