import { IconPlus } from '@tabler/icons-react';
import { Handle, Position, useUpdateNodeInternals } from '@xyflow/react';
import { type CSSProperties, memo, type MouseEvent, useEffect, useMemo } from 'react';
import { TRIGGER } from '@linkflow/contracts';
import { edgesFrom, graphOf } from '@linkflow/workflow';
import { useText, useTexts } from '../../i18n';
import type { InsertTarget } from '../model/lanes';
import { portOffset } from '../model/layout';
import { useCanvas, useCanvasShallow, useCanvasStore, usePorts } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import classes from './node-ports.module.css';

const styles = new Map<string, CSSProperties>();
function portStyle(index: number, count: number): CSSProperties {
  const key = `${index}/${count}`;
  const cached = styles.get(key);
  if (cached) return cached;
  const created: CSSProperties = { left: `${portOffset(index, count) * 100}%`, maxWidth: `${100 / count}%` };
  styles.set(key, created);
  return created;
}

/** The source ports of a node: the handle, its label, and a plus button if no edge leaves it. */
export const NodePorts = memo(function NodePorts({ id, title }: { id: string; title: string }) {
  const t = useTexts(canvasTexts);
  const text = useText();
  const ports = usePorts(id);
  const readOnly = useCanvas((state) => state.readOnly);
  const unconnected = useCanvasShallow((state) => {
    const taken = edgesFrom(graphOf(state.document), id);
    return ports.map((port) => !taken.has(port.id));
  });
  const update = useUpdateNodeInternals();
  const order = ports.map((port) => port.id).join(' ');
  // React Flow re-measures handles only when a card is resized. Without this, edges stay at the old port positions.
  useEffect(() => update(id), [update, id, order]);
  const labelled = ports.length > 1 || id === TRIGGER;
  return ports.map((port, index) => {
    const style = portStyle(index, ports.length);
    const label = text(port.label);
    return (
      <div
        key={port.id}
        className={classes.port}
        style={style}
        data-port={port.id}
        data-free={unconnected[index]}
      >
        <Handle
          type="source"
          id={port.id}
          position={Position.Bottom}
          className={classes.handle}
          data-testid={`port-${port.id}`}
        />
        {labelled && (
          <span className={classes.word} title={label}>
            {label}
          </span>
        )}
        {unconnected[index] && !readOnly && (
          <PlusButton
            className={labelled ? classes.plusBelowWord : classes.plusAtPort}
            label={
              labelled
                ? t('node.addAfterPort', { node: title, port: label })
                : t('node.addAfter', { node: title })
            }
            node={id}
            port={port.id}
          />
        )}
      </div>
    );
  });
});

interface Props {
  label: string;
  className?: string;
  /** Inserts after this port … */
  node?: string;
  port?: string;
  /** … or into this edge. */
  edge?: string;
}

/** Opens the add menu for its position. Palette items can also be dropped on it. */
export const PlusButton = memo(function PlusButton({ label, className, node, port, edge }: Props) {
  const store = useCanvasStore();
  const target = useMemo<InsertTarget | null>(() => {
    if (edge !== undefined) return { kind: 'edge', edgeId: edge };
    return node !== undefined && port !== undefined ? { kind: 'port', node, port } : null;
  }, [node, port, edge]);
  const isActive = useCanvas((state) => sameTarget(state.addMenu?.target ?? state.dropTarget, target));

  const open = (event: MouseEvent<HTMLButtonElement>) => {
    event.stopPropagation();
    if (!target) return;
    const box = event.currentTarget.getBoundingClientRect();
    store.getState().patch({ addMenu: { target, at: { x: box.left + box.width / 2, y: box.bottom } } });
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
      data-active={isActive || undefined}
      onClick={open}
    >
      <IconPlus size={13} stroke={2} aria-hidden />
    </button>
  );
});

function sameTarget(a: InsertTarget | null | undefined, b: InsertTarget | null): boolean {
  if (!a || !b) return false;
  if (a.kind === 'edge') return b.kind === 'edge' && a.edgeId === b.edgeId;
  return a.kind === 'port' && b.kind === 'port' && a.node === b.node && a.port === b.port;
}
