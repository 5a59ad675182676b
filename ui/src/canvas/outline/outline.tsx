import { Toolbar } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconAlertTriangle, IconArrowUp } from '@tabler/icons-react';
import { ReactFlowProvider } from '@xyflow/react';
import { type KeyboardEvent, memo, type MouseEvent, type ReactNode, useMemo, useState } from 'react';
import { TRIGGER } from '@linkflow/contracts';
import { useText, useTexts } from '../../i18n';
import { CommandButton, NodeMenu } from '../commands/command-controls';
import { Announcer } from '../editor/announcer';
import { ShortcutDialog } from '../editor/lazy-editor-parts';
import { useCommandKeys, useCommands } from '../commands/use-commands';
import { SideDrawer } from '../editor/canvas-editor';
import frame from '../editor/canvas-editor.module.css';
import { NodeTitle } from '../flow/node-card';
import { usePendingNodeFocus } from '../flow/node-focus';
import { NodeIcon } from '../flow/node-icon';
import { PlusButton } from '../flow/node-ports';
import { SkipToCanvas } from '../flow/skip-to-canvas';
import { focusNode } from '../flow/viewport';
import { Inspector } from '../inspector/lazy-inspector';
import { problemsOf, sentenceOf, worstOf } from '../model/nodes';
import { outlineOf, type OutlineRow } from '../model/outline';
import { AddMenu } from '../palette/add-menu';
import { ConnectMenu } from '../palette/connect-menu';
import { useCanvas, useCanvasStore, useDescriptor, useNode, useNodeTitle } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import { inspectorTexts } from '../texts/inspector';
import { settingsTexts } from '../texts/settings';
import { ProblemsButton } from '../toolbar/canvas-toolbar';
import classes from './outline.module.css';

interface Props {
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

function View({ switcher }: Props) {
  const t = useTexts(settingsTexts);
  const store = useCanvasStore();
  const narrow = useMediaQuery('(max-width: 62em)', undefined, { getInitialValueInEffect: false });
  const opened = useCanvas((state) => state.inspectorOpen && state.selection.nodes.length > 0);
  const close = () => store.setState({ inspectorOpen: false });
  useCommandKeys();
  return (
    <div className={frame.editor}>
      <div className={frame.stage}>
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
      <SkipToCanvas />
      <Announcer />
      <AddMenu />
      <ConnectMenu />
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
      <Toolbar unstyled className={classes.tools} aria-label={t('toolbar.label')}>
        <CommandButton id="undo" />
        <CommandButton id="redo" />
        <ProblemsButton />
      </Toolbar>
    </div>
  );
}

/**
 * Shows the workflow as a tree with one tab stop. The up and down keys go to the previous or next row and select it if it is a step;
 * Enter opens the settings of a step, or the add menu at the end of a branch.
 */
function OutlineTree() {
  const t = useTexts(canvasTexts);
  const store = useCanvasStore();
  const document = useCanvas((state) => state.document);
  const catalogue = useCanvas((state) => state.catalogue);
  const selected = useCanvas(({ selection }) => selection.nodes[0]);
  const rows = useMemo(() => outlineOf(document, catalogue), [document, catalogue]);
  const [focused, setFocused] = useState<string>();
  const keys = rows.map(keyOf);
  const selectedKey = selected === undefined ? undefined : `step ${selected}`;
  const tabStop = [focused, selectedKey].find((key) => key !== undefined && keys.includes(key)) ?? keys[0];
  usePendingNodeFocus();

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0 || event.altKey || !(event.target instanceof HTMLElement)) return;
    if (event.target.closest('input, textarea')) return;
    event.preventDefault();
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="treeitem"]')];
    const current = event.target.closest<HTMLElement>('[role="treeitem"]');
    const from = current ? items.indexOf(current) : -1;
    const next = Math.min(items.length - 1, Math.max(0, from + by));
    const row = rows[next];
    if (row?.kind === 'step') store.getState().select({ nodes: [row.id], edges: [] });
    items[next]?.focus();
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
      {rows.map((row, index) => (
        <Row
          key={keys[index]}
          row={row}
          focusable={keys[index] === tabStop}
          // A step that has the focus is selected, except when the Tab key leads to the first one.
          onFocus={() => setFocused(row.kind === 'step' ? undefined : keys[index])}
        />
      ))}
    </div>
  );
}

interface RowProps {
  /** True for the row that the Tab key reaches. */
  focusable: boolean;
  onFocus: () => void;
}

function Row({ row, ...props }: RowProps & { row: OutlineRow }) {
  const t = useTexts(canvasTexts);
  const text = useText();
  switch (row.kind) {
    case 'step':
      return <StepRow id={row.id} depth={row.depth} {...props} />;
    case 'port':
      return (
        <Line {...props} className={classes.port} depth={row.depth}>
          {text(row.port.label)}
        </Line>
      );
    case 'reference':
      return <ReferenceRow depth={row.depth} to={row.to} {...props} />;
    case 'end':
      return <EndRow depth={row.depth} node={row.node} port={row.port} {...props} />;
    case 'unconnected':
      return (
        <Line {...props} className={classes.unconnected} depth={0}>
          {t('outline.unconnected')}
        </Line>
      );
  }
}

interface LineProps extends RowProps {
  className: string | undefined;
  depth: number;
  /** What Enter does on the row. */
  onEnter?: (row: HTMLElement) => void;
  children: ReactNode;
}

/** A row that is not a step. */
function Line({ className, depth, focusable, onFocus, onEnter, children }: LineProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key !== 'Enter' || !onEnter || event.target !== event.currentTarget) return;
    event.preventDefault();
    onEnter(event.currentTarget);
  };
  return (
    <div
      role="treeitem"
      aria-selected={false}
      aria-level={depth + 1}
      tabIndex={focusable ? 0 : -1}
      className={className}
      style={indent(depth)}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
    >
      {children}
    </div>
  );
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

interface StepRowProps extends RowProps {
  id: string;
  depth: number;
}

/** A step with its title, its sentence, and its worst problem with the number of the others. */
const StepRow = memo(function StepRow({ id, depth, focusable, onFocus }: StepRowProps) {
  const t = useTexts(canvasTexts);
  const tInspector = useTexts(inspectorTexts);
  const text = useText();
  const store = useCanvasStore();
  const node = useNode(id);
  const descriptor = useDescriptor(id);
  const title = useNodeTitle(id);
  const sentence = useCanvas((state) => sentenceOf(state, id));
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
      aria-level={depth + 1}
      aria-selected={selected}
      className={classes.step}
      style={indent(depth)}
      data-node-id={id}
      data-node-type={node.type}
      data-disabled={node.disabled || undefined}
      onFocus={onFocus}
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
          tabStop={focusable}
          onOpen={() => store.getState().select({ nodes: [id], edges: [] })}
        />
      )}
    </div>
  );
});

interface ReferenceRowProps extends RowProps {
  depth: number;
  to: string;
}

const ReferenceRow = memo(function ReferenceRow({ depth, to, ...props }: ReferenceRowProps) {
  const t = useTexts(canvasTexts);
  const { context } = useCommands();
  const node = useNodeTitle(to);
  return (
    <Line {...props} className={classes.quiet} depth={depth} onEnter={() => focusNode(context, to)}>
      <IconArrowUp size={14} aria-hidden /> {t('outline.reference', { node })}
    </Line>
  );
});

interface EndRowProps extends RowProps {
  depth: number;
  node: string;
  port: string;
}

const EndRow = memo(function EndRow({ depth, node, port, ...props }: EndRowProps) {
  const t = useTexts(canvasTexts);
  const title = useNodeTitle(node);
  return (
    <Line
      {...props}
      className={classes.quiet}
      depth={depth}
      onEnter={(row) => row.querySelector('button')?.click()}
    >
      <PlusButton
        className={classes.plus}
        label={t('node.addAfter', { node: title })}
        target={{ kind: 'port', node, port }}
        tabStop={false}
      />
      {t('outline.end')}
    </Line>
  );
});
