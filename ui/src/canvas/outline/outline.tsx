import { useMediaQuery } from '@mantine/hooks';
import { IconAlertTriangle, IconArrowUp } from '@tabler/icons-react';
import { ReactFlowProvider } from '@xyflow/react';
import { type KeyboardEvent, memo, type MouseEvent, type ReactNode, useMemo } from 'react';
import { TRIGGER } from '@linkflow/contracts';
import { useText, useTexts } from '../../i18n';
import { CommandButton, NodeMenu } from '../commands/command-controls';
import { ShortcutDialog } from '../commands/shortcut-dialog';
import { useCommandKeys, useRejections } from '../commands/use-commands';
import { SideDrawer } from '../editor/canvas-editor';
import frame from '../editor/canvas-editor.module.css';
import { NodeTitle } from '../flow/node-card';
import { NodeIcon } from '../flow/node-icon';
import { PlusButton } from '../flow/node-ports';
import { Inspector } from '../inspector/inspector';
import { problemsOf, worstOf } from '../model/nodes';
import { outlineOf, type OutlineRow } from '../model/outline';
import { AddMenu } from '../palette/add-menu';
import { useCanvas, useCanvasStore, useDescriptor, useNode, useNodeTitle } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import { inspectorTexts } from '../texts/inspector';
import { ProblemsButton } from '../toolbar/canvas-toolbar';
import classes from './outline.module.css';

interface Props {
  above?: ReactNode;
  switcher?: ReactNode;
}

/** The workflow editor with an outline instead of the canvas. Uses the same inspector and commands as the canvas editor. */
export function Outline(props: Props) {
  return (
    <ReactFlowProvider>
      <View {...props} />
    </ReactFlowProvider>
  );
}

function View({ above, switcher }: Props) {
  const t = useTexts(inspectorTexts);
  const store = useCanvasStore();
  const narrow = useMediaQuery('(max-width: 62em)', undefined, { getInitialValueInEffect: false });
  const opened = useCanvas((state) => state.inspectorOpen && state.selection.nodes.length > 0);
  const close = () => store.setState({ inspectorOpen: false });
  useCommandKeys();
  useRejections();
  return (
    <div className={frame.editor}>
      <div className={frame.stage}>
        {above}
        <OutlineBar switcher={switcher} />
        <OutlineTree />
      </div>
      {narrow ? (
        <SideDrawer opened={opened} onClose={close} position="bottom" size="72%" label={t('title')}>
          <Inspector onClose={close} />
        </SideDrawer>
      ) : (
        <div className={frame.inspector}>
          <Inspector />
        </div>
      )}
      <AddMenu />
      <ShortcutDialog />
    </div>
  );
}

/** The outline's toolbar: undo, redo and the list of problems. The other tools of the canvas toolbar need a diagram. */
function OutlineBar({ switcher }: { switcher?: ReactNode }) {
  const t = useTexts(canvasTexts);
  return (
    <div className={classes.bar}>
      <div className={classes.switcher}>{switcher}</div>
      <div className={classes.tools} role="toolbar" aria-label={t('toolbar.label')}>
        <CommandButton id="undo" />
        <CommandButton id="redo" />
        <ProblemsButton />
      </div>
    </div>
  );
}

/**
 * Shows the workflow as a tree. The up and down keys select the previous or next step; Enter opens the selected step's
 * settings.
 */
function OutlineTree() {
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
  const t = useTexts(canvasTexts);
  const text = useText();
  switch (row.kind) {
    case 'step':
      return <StepRow id={row.id} depth={row.depth} focusable={focusable} />;
    case 'port':
      return (
        <div className={classes.port} style={indent(row.depth)}>
          {text(row.port.label)}
        </div>
      );
    case 'reference':
      return <ReferenceRow depth={row.depth} to={row.to} />;
    case 'end':
      return <EndRow depth={row.depth} node={row.node} port={row.port} />;
    case 'unconnected':
      return <div className={classes.unconnected}>{t('outline.unconnected')}</div>;
  }
}

function keyOf(row: OutlineRow): string {
  switch (row.kind) {
    case 'step':
      return `step ${row.id}`;
    case 'port':
      return `port ${row.node} ${row.port.id}`;
    case 'reference':
    case 'end':
      return `${row.kind} ${row.node} ${row.port}`;
    case 'unconnected':
      return 'unconnected';
  }
}

const indent = (depth: number) => ({ paddingLeft: 12 + depth * 18 });

interface StepRowProps {
  id: string;
  depth: number;
  focusable: boolean;
}

/** A step with its title, its sentence, and its worst problem with the number of the others. */
const StepRow = memo(function StepRow({ id, depth, focusable }: StepRowProps) {
  const t = useTexts(canvasTexts);
  const tInspector = useTexts(inspectorTexts);
  const text = useText();
  const store = useCanvasStore();
  const node = useNode(id);
  const descriptor = useDescriptor(id);
  const title = useNodeTitle(id);
  const sentence = useCanvas((state) => state.sentences[id]);
  const selected = useCanvas((state) => state.selection.nodes.includes(id));
  const problems = useCanvas((state) => problemsOf(state.problems, id));
  const problem = worstOf(problems);
  if (!node) return null;
  const select = (event: MouseEvent) => {
    const { selection, select } = store.getState();
    const several = event.ctrlKey || event.metaKey;
    const rest = selection.nodes.filter((one) => one !== id);
    select({ nodes: several ? (selected ? rest : [...selection.nodes, id]) : [id], edges: [] });
    store.setState({ inspectorOpen: true });
  };
  return (
    <div
      role="treeitem"
      tabIndex={focusable ? 0 : -1}
      aria-level={Math.floor(depth / 2) + 1}
      aria-selected={selected}
      className={classes.step}
      style={indent(depth)}
      data-node-id={id}
      data-node-type={node.type}
      data-disabled={node.disabled || undefined}
      onClick={select}
      onKeyDown={(event) => event.key === ' ' && store.getState().select({ nodes: [id], edges: [] })}
    >
      <NodeIcon icon={descriptor?.icon} group={descriptor?.group ?? 'flow'} size="sm" />
      <div className={classes.words}>
        <NodeTitle id={id} title={title} />
        <div className={classes.sentence}>
          {descriptor ? text(sentence ?? descriptor.summary) : t('node.unknownSummary', { type: node.type })}
          {node.disabled && ` · ${t('node.disabled')}`}
        </div>
        {problem && (
          <div className={classes.problem} data-tone={problem.severity}>
            <IconAlertTriangle size={13} aria-hidden /> {text(problem.message)}
            {problems.length > 1 && ` ${t('node.more', { count: problems.length - 1 })}`}
          </div>
        )}
      </div>
      {id !== TRIGGER && (
        <NodeMenu
          label={`${tInspector('menu')}: ${title}`}
          onOpen={() => store.getState().select({ nodes: [id], edges: [] })}
        />
      )}
    </div>
  );
});

const ReferenceRow = memo(function ReferenceRow({ depth, to }: { depth: number; to: string }) {
  const t = useTexts(canvasTexts);
  const node = useNodeTitle(to);
  return (
    <div className={classes.quiet} style={indent(depth)}>
      <IconArrowUp size={14} aria-hidden /> {t('outline.reference', { node })}
    </div>
  );
});

const EndRow = memo(function EndRow({ depth, node, port }: { depth: number; node: string; port: string }) {
  const t = useTexts(canvasTexts);
  const title = useNodeTitle(node);
  return (
    <div className={classes.quiet} style={indent(depth)}>
      <PlusButton
        className={classes.plus}
        label={t('node.addAfter', { node: title })}
        target={{ kind: 'port', node, port }}
      />
      {t('outline.end')}
    </div>
  );
});
