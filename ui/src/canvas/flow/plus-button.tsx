import { IconPlus } from '@tabler/icons-react';
import { memo, useMemo, type MouseEvent } from 'react';
import { useCanvas, useCanvasStore } from '../store/canvas-context';
import type { Place } from '../store/canvas-state';
import classes from './plus-button.module.css';

interface Props {
  label: string;
  className?: string;
  /** Behind this outlet … */
  node?: string;
  port?: string;
  /** … or into this arrow. */
  edge?: string;
}

/** Opens the menu of steps for the place it stands at. A palette entry may be dropped on it, too. */
export const PlusButton = memo(function PlusButton({ label, className, node, port, edge }: Props) {
  const store = useCanvasStore();
  const place = useMemo<Place | null>(() => {
    if (edge !== undefined) return { kind: 'edge', edgeId: edge };
    return node !== undefined && port !== undefined ? { kind: 'port', node, port } : null;
  }, [node, port, edge]);
  const active = useCanvas((state) => samePlace(state.addMenu?.place ?? state.dropPlace, place));

  const open = (event: MouseEvent<HTMLButtonElement>) => {
    event.stopPropagation();
    if (!place) return;
    const box = event.currentTarget.getBoundingClientRect();
    store.getState().patch({ addMenu: { place, at: { x: box.left + box.width / 2, y: box.bottom } } });
  };
  return (
    <button
      type="button"
      className={`nodrag nopan ${classes.plus} ${className ?? ''}`}
      aria-label={label}
      title={label}
      data-testid="add-here"
      data-add-node={node}
      data-add-port={port}
      data-add-edge={edge}
      data-active={active || undefined}
      onClick={open}
    >
      <IconPlus size={13} stroke={2} aria-hidden />
    </button>
  );
});

function samePlace(a: Place | null | undefined, b: Place | null): boolean {
  if (!a || !b) return false;
  if (a.kind === 'edge') return b.kind === 'edge' && a.edgeId === b.edgeId;
  return a.kind === 'port' && b.kind === 'port' && a.node === b.node && a.port === b.port;
}
