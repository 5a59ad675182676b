import { Handle, Position, type NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { TRIGGER } from '@linkflow/contracts';
import { useText, useTexts } from '../../i18n';
import type { FlowNode } from '../model/flow-graph';
import { widthFor } from '../model/sizes';
import { useCanvas } from '../store/canvas-context';
import { canvasTexts } from '../texts/canvas';
import classes from './node-card.module.css';
import { NodeIcon } from './node-icon';
import { NodePorts } from './node-ports';
import { NodeProblems } from './node-problems';
import { NodeRunStrip } from './node-run-strip';
import { NodeRunBadge } from './node-run-badge';
import { NodeTitle } from './node-title';
import { useDescriptor, useNode, useNodeTitle, usePorts } from './use-node';

const styles = new Map<number, { width: number }>();
/** One object for each width, so that drawing again gives the browser nothing new to look at. */
function styleFor(ports: number): { width: number } {
  const width = widthFor(ports);
  const known = styles.get(width) ?? { width };
  styles.set(width, known);
  return known;
}

/** A step as a card: what it is, what it will do, what is wrong with it, what became of it. */
export const NodeCard = memo(function NodeCard({ id, selected }: NodeProps<FlowNode>) {
  const t = useTexts(canvasTexts);
  const text = useText();
  const node = useNode(id);
  const descriptor = useDescriptor(id);
  const ports = usePorts(id);
  const title = useNodeTitle(id);
  const sentence = useCanvas((state) => state.sentences[id]);
  const mark = useCanvas((state) => state.run?.marks[id]?.status);
  const passed = useCanvas((state) => state.run?.passed.has(id) === true);
  const target = useCanvas((state) => {
    const place = state.dropPlace;
    return place?.kind === 'port' && place.node === id;
  });
  if (!node) return null;

  const summary = descriptor
    ? text(sentence ?? descriptor.summary)
    : t('node.unknownSummary', { type: node.type });
  return (
    <div
      className={classes.card}
      style={styleFor(ports.length)}
      data-testid="node"
      data-node-id={id}
      data-node-type={node.type}
      data-selected={selected || undefined}
      data-disabled={node.disabled || undefined}
      data-unknown={!descriptor || undefined}
      data-run-status={mark}
      data-passed={passed || undefined}
      data-drop={target || undefined}
    >
      {id !== TRIGGER && <Handle type="target" position={Position.Top} className={classes.entry} />}
      <div className={classes.main}>
        <NodeIcon icon={descriptor?.icon} group={descriptor?.group ?? 'flow'} />
        <div className={classes.words}>
          <div className={classes.head}>
            <NodeTitle id={id} title={title} />
            {node.disabled && <span className={classes.off}>{t('node.disabled')}</span>}
            <NodeRunBadge id={id} />
          </div>
          <div className={classes.sentence}>{summary}</div>
        </div>
      </div>
      <NodeProblems id={id} />
      <NodeRunStrip id={id} />
      <NodePorts id={id} title={title} />
    </div>
  );
});
