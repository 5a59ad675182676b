import { ActionIcon, Menu } from '@mantine/core';
import { IconAlertTriangle, IconArrowUp, IconDots } from '@tabler/icons-react';
import { memo, type CSSProperties, type MouseEvent } from 'react';
import { TRIGGER, type Text } from '@linkflow/contracts';
import { useText, useTexts } from '../../i18n';
import { NodeMenuItems } from '../commands/node-menu';
import { NodeIcon } from '../flow/node-icon';
import { NodeTitle } from '../flow/node-title';
import { PlusButton } from '../flow/plus-button';
import { useDescriptor, useNode, useNodeTitle } from '../flow/use-node';
import { problemsOf } from '../model/lookups';
import { useCanvas, useCanvasStore } from '../store/canvas-context';
import { canvasTexts } from '../texts/canvas';
import { inspectorTexts } from '../texts/inspector';
import classes from './outline.module.css';

const indents = new Map<number, CSSProperties>();
/** One object for each depth, so that rows that did not change are left alone. */
function indent(depth: number): CSSProperties {
  const known = indents.get(depth) ?? { paddingLeft: 12 + depth * 18 };
  indents.set(depth, known);
  return known;
}

/** A step: what it is, what it will do, what is wrong with it. */
export const StepRow = memo(function StepRow({
  id,
  depth,
  focusable,
}: {
  id: string;
  depth: number;
  focusable: boolean;
}) {
  const t = useTexts(canvasTexts);
  const words = useTexts(inspectorTexts);
  const text = useText();
  const store = useCanvasStore();
  const node = useNode(id);
  const descriptor = useDescriptor(id);
  const title = useNodeTitle(id);
  const sentence = useCanvas((state) => state.sentences[id]);
  const selected = useCanvas((state) => state.selection.nodes.includes(id));
  const problem = useCanvas((state) => problemsOf(state.problems, id)[0]);
  if (!node) return null;
  const choose = (event: MouseEvent) => {
    const { selection, select, patch } = store.getState();
    const several = event.ctrlKey || event.metaKey;
    const rest = selection.nodes.filter((one) => one !== id);
    select({ nodes: several ? (selected ? rest : [...selection.nodes, id]) : [id], edges: [] });
    patch({ inspectorOpen: true });
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
      onClick={choose}
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
          </div>
        )}
      </div>
      {id !== TRIGGER && (
        <Menu
          position="bottom-end"
          shadow="md"
          width={230}
          withinPortal
          onOpen={() => store.getState().select({ nodes: [id], edges: [] })}
        >
          <Menu.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`${words('menu')}: ${title}`}
              onClick={(event) => event.stopPropagation()}
            >
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown onClick={(event) => event.stopPropagation()}>
            <NodeMenuItems />
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
});

export const PortRow = memo(function PortRow({ depth, label }: { depth: number; label: Text }) {
  const text = useText();
  return (
    <div className={classes.port} style={indent(depth)}>
      {text(label)}
    </div>
  );
});

export const JumpRow = memo(function JumpRow({ depth, to }: { depth: number; to: string }) {
  const t = useTexts(canvasTexts);
  const node = useNodeTitle(to);
  return (
    <div className={classes.quiet} style={indent(depth)}>
      <IconArrowUp size={14} aria-hidden /> {t('outline.jump', { node })}
    </div>
  );
});

export const FreeRow = memo(function FreeRow({
  depth,
  node,
  port,
}: {
  depth: number;
  node: string;
  port: string;
}) {
  const t = useTexts(canvasTexts);
  const title = useNodeTitle(node);
  return (
    <div className={classes.quiet} style={indent(depth)}>
      <PlusButton
        className={classes.plus}
        label={t('node.addAfter', { node: title })}
        node={node}
        port={port}
      />
      {t('outline.end')}
    </div>
  );
});

export function LooseRow() {
  const t = useTexts(canvasTexts);
  return <div className={classes.loose}>{t('outline.loose')}</div>;
}
