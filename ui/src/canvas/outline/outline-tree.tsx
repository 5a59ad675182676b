import { useMemo, type KeyboardEvent } from 'react';
import { useTexts } from '../../i18n';
import { outlineOf, type OutlineRow } from '../model/outline';
import { useCanvas, useCanvasStore } from '../store/canvas-context';
import { canvasTexts } from '../texts/canvas';
import { FreeRow, JumpRow, LooseRow, PortRow, StepRow } from './outline-rows';
import classes from './outline.module.css';

/** The steps one below the other; arrow keys go up and down, Enter opens the settings. */
export function OutlineTree() {
  const t = useTexts(canvasTexts);
  const store = useCanvasStore();
  const document = useCanvas((state) => state.document);
  const catalogue = useCanvas((state) => state.catalogue);
  const selected = useCanvas(({ selection }) => selection.nodes[0]);
  const rows = useMemo(() => outlineOf(document, catalogue), [document, catalogue]);
  const steps = rows.flatMap((row) => (row.kind === 'step' ? [row.id] : []));

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0 || event.altKey || !(event.target instanceof HTMLElement)) return;
    if (event.target.closest('input, textarea')) return;
    event.preventDefault();
    const from = selected === undefined ? -1 : steps.indexOf(selected);
    const next = steps[Math.min(steps.length - 1, Math.max(0, from + by))];
    if (next === undefined) return;
    store.getState().select({ nodes: [next], edges: [] });
    event.currentTarget.querySelector<HTMLElement>(`[data-node-id="${CSS.escape(next)}"]`)?.focus();
  };
  return (
    <div
      className={classes.tree}
      role="tree"
      tabIndex={-1}
      aria-label={t('outline.label')}
      data-testid="outline"
      onKeyDown={onKeyDown}
    >
      {rows.map((row) => (
        <Row
          key={keyOf(row)}
          row={row}
          focusable={row.kind === 'step' && row.id === (selected ?? steps[0])}
        />
      ))}
    </div>
  );
}

function Row({ row, focusable }: { row: OutlineRow; focusable: boolean }) {
  switch (row.kind) {
    case 'step':
      return <StepRow id={row.id} depth={row.depth} focusable={focusable} />;
    case 'port':
      return <PortRow depth={row.depth} label={row.port.label} />;
    case 'jump':
      return <JumpRow depth={row.depth} to={row.to} />;
    case 'free':
      return <FreeRow depth={row.depth} node={row.node} port={row.port} />;
    case 'loose':
      return <LooseRow />;
  }
}

function keyOf(row: OutlineRow): string {
  switch (row.kind) {
    case 'step':
      return `step ${row.id}`;
    case 'port':
      return `port ${row.node} ${row.port.id}`;
    case 'jump':
    case 'free':
      return `${row.kind} ${row.node} ${row.port}`;
    case 'loose':
      return 'loose';
  }
}
