import { TextInput, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { NodeProps } from '@xyflow/react';
import { type ComponentProps, type KeyboardEvent, memo, useState } from 'react';
import {
  type NodeDescriptor,
  type PortLabel,
  type Text,
  TRIGGER,
  type WorkflowNode,
} from '@linkflow/contracts';
import { useLanguage, useText, useTexts } from '../../i18n';
import type { Figures, FlowNode } from '../model/flow-graph';
import { nodeWidth } from '../model/layout';
import { portsFor, problemsOf, sentenceOf, worstOf } from '../model/nodes';
import type { StepState } from '../model/run-overlay';
import { formatSeconds, formatUntil, formatWhen } from '../../i18n/moments';
import type { CanvasState } from '../store/canvas-store';
import {
  descriptorById,
  nodeById,
  shownTitle,
  useCanvas,
  useCanvasShallow,
  useCanvasStore,
  useNode,
} from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import { runTexts } from '../texts/run';
import { simulationTexts } from '../texts/simulation';
import classes from './node-card.module.css';
import { NodeIcon, StepStatusIcon } from './node-icon';
import { tabStopOf } from './node-focus';
import { NodePorts } from './node-ports';
import { handleAttributes } from './port-handles';

/** What the words on a card, and so its size, depend on. */
interface Card {
  node: WorkflowNode;
  descriptor: NodeDescriptor | undefined;
  ports: readonly PortLabel[];
  title: string;
  sentence: Text | undefined;
  step: StepState['status'] | undefined;
  hasProblems: boolean;
  Figures: Figures['Card'] | undefined;
}

/** Returns the content of a card; null if its node does not exist. */
export function cardOf(state: CanvasState, id: string, text: ReturnType<typeof useText>): Card | null {
  const node = nodeById(state, id);
  if (!node) return null;
  return {
    node,
    descriptor: descriptorById(state, id),
    ports: portsFor(state.catalogue, node),
    title: shownTitle(state, id, text),
    sentence: sentenceOf(state, id),
    step: state.run?.steps[id]?.status,
    hasProblems: state.run === null && state.newNode !== id && problemsOf(state.problems, id).length > 0,
    Figures: state.figures?.Card,
  };
}

/**
 * Shows a node as a card: icon, title, one sentence about what the node does, and ports. In the editor it also shows the node's
 * problems, in the view of a run or a simulation the status of the step.
 */
export const NodeCard = memo(function NodeCard({ id, selected }: NodeProps<FlowNode>) {
  const text = useText();
  // One subscription to the store per card, because each costs time when many cards are shown at once.
  const shown = useCanvasShallow((state) => {
    const card = cardOf(state, id, text);
    const over = state.arrowMove?.over ?? state.dropTarget;
    return (
      card && {
        ...card,
        notTaken: state.run?.notTaken.has(id) === true,
        isOffered: state.offers?.nodes.has(id) === true,
        isDropTarget: over !== null && over.kind !== 'edge' && over.kind !== 'canvas' && over.node === id,
        isRenaming: state.renaming === id,
        isComplete: state.nearView.has(id) || tabStopOf(state) === id,
      }
    );
  });
  if (!shown) return null;
  const { node, descriptor, isComplete } = shown;
  return (
    <CardFrame
      card={shown}
      isComplete={isComplete}
      data-testid="node"
      data-node-id={id}
      data-node-type={node.type}
      data-selected={selected || undefined}
      data-unknown={!descriptor || undefined}
      data-not-taken={shown.notTaken || undefined}
      data-offered={shown.isOffered || undefined}
      data-drop={shown.isDropTarget || undefined}
    >
      {id !== TRIGGER && isComplete && <div {...handleAttributes(id, null)} />}
      <CardWords id={id} card={shown} isComplete={isComplete} isRenaming={shown.isRenaming} />
      {isComplete && <NodePorts id={id} title={shown.title} />}
    </CardFrame>
  );
}, isSameCard);

/** React Flow also passes the size and the position, of which a card shows nothing. */
function isSameCard(before: NodeProps<FlowNode>, now: NodeProps<FlowNode>): boolean {
  return before.id === now.id && before.selected === now.selected;
}

type CardFrameProps = Pick<CardWordsProps, 'card' | 'isComplete'> & ComponentProps<'div'>;

/** The element of a card. */
export function CardFrame({ card, isComplete, ...rest }: CardFrameProps) {
  return (
    <div
      className={classes.card}
      style={{ width: nodeWidth(card.ports.length) }}
      data-words-only={!isComplete || undefined}
      data-disabled={card.node.disabled || undefined}
      data-run-status={card.step}
      {...rest}
    />
  );
}

interface CardWordsProps {
  id: string;
  card: Card;
  /** False if the icon and the outlets are left out; see `nearView` of the canvas. */
  isComplete: boolean;
  isRenaming?: boolean;
}

/** Everything in a card that gives it its height. */
export function CardWords({ id, card, isComplete, isRenaming = false }: CardWordsProps) {
  const text = useText();
  const { node, descriptor, sentence, step, title, hasProblems, Figures } = card;
  const summary = descriptor
    ? text(sentence ?? descriptor.summary)
    : text(canvasTexts.node.unknownSummary, { type: node.type });
  return (
    <>
      <div className={classes.main}>
        {isComplete && <NodeIcon icon={descriptor?.icon} group={descriptor?.group ?? 'flow'} />}
        <div className={classes.words}>
          <div className={classes.head}>
            {isRenaming ? (
              <NodeTitleField id={id} />
            ) : (
              <div className={classes.title} data-node-title>
                {title}
              </div>
            )}
            {node.disabled && <span className={classes.off}>{text(canvasTexts.node.disabled)}</span>}
            {step && <NodeRunBadge id={id} />}
          </div>
          <div className={classes.sentence}>{summary}</div>
        </div>
      </div>
      {hasProblems && <NodeProblems id={id} />}
      {step && <NodeRunStrip id={id} />}
      {Figures && <Figures id={id} />}
    </>
  );
}

/**
 * The title of a node. While the node is being renamed, a text field; saving an empty text restores the title of the node type.
 */
export function NodeTitle({ id, title }: { id: string; title: string }) {
  const renaming = useCanvas((state) => state.renaming === id);
  const store = useCanvasStore();
  if (renaming) return <NodeTitleField id={id} />;
  const rename = () => !store.getState().readOnly && store.setState({ renaming: id });
  return (
    <div className={classes.title} onDoubleClick={rename}>
      {title}
    </div>
  );
}

function NodeTitleField({ id }: { id: string }) {
  const t = useTexts(canvasTexts);
  const store = useCanvasStore();
  const label = useNode(id)?.label ?? '';
  const [value, setValue] = useState(label);

  const close = () => store.setState({ renaming: null });
  const save = () => {
    const next = value.trim();
    // Enter saves and closes the field; closing causes a blur event that calls `save` again. This second call must do nothing.
    if (store.getState().renaming !== id) return;
    if (next !== label)
      store.getState().edit({ op: 'set-label', nodeId: id, label: next === '' ? null : next });
    close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'Enter') save();
    if (event.key === 'Escape') close();
    if (event.key === 'Enter' || event.key === 'Escape') store.setState({ pendingFocusNode: { nodeId: id } });
  };
  return (
    <TextInput
      className="nodrag nopan"
      size="xs"
      value={value}
      maxLength={200}
      aria-label={t('node.name')}
      data-autofocus
      ref={focusAndSelectText}
      onChange={(event) => setValue(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={save}
    />
  );
}

function focusAndSelectText(input: HTMLInputElement | null): void {
  input?.focus();
  input?.select();
}

/** The first error of a node (if it has none, the first warning) and the number of its other problems. */
const NodeProblems = memo(function NodeProblems({ id }: { id: string }) {
  const t = useTexts(canvasTexts);
  const text = useText();
  const problems = useCanvas((state) => problemsOf(state.problems, id));
  const problem = worstOf(problems);
  if (!problem) return null;
  return (
    <div className={classes.strip} data-tone={problem.severity}>
      <IconAlertTriangle size={14} stroke={1.8} className={classes.stripIcon} aria-hidden />
      <span>
        {text(problem.message)}
        {problems.length > 1 && (
          <span className={classes.stripMore}> {t('node.more', { count: problems.length - 1 })}</span>
        )}
      </span>
    </div>
  );
});

/** The icon of a step's status in a run or a simulation. For a succeeded step also the time when it ended. */
const NodeRunBadge = memo(function NodeRunBadge({ id }: { id: string }) {
  const t = useTexts(runTexts);
  const language = useLanguage();
  const tSimulation = useTexts(simulationTexts);
  const step = useCanvas((state) => state.run?.steps[id]);
  const isSimulation = useCanvas((state) => state.run?.simulated === true);
  if (!step) return null;
  const { status } = step;
  const isSimulated = isSimulation && (status === 'succeeded' || status === 'skipped' || status === 'failed');
  const words = isSimulated ? tSimulation(`status.${status}`) : t(`status.${status}`);
  const at = step.endedAt ?? step.startedAt;
  return (
    <span className={classes.badge} title={words}>
      {at && status === 'succeeded' && <span className={classes.time}>{formatSeconds(language, at)}</span>}
      <StepStatusIcon status={status} />
      <VisuallyHidden>{words}</VisuallyHidden>
    </span>
  );
});

/** Why a step has not succeeded (for example why it failed or was skipped), and when a waiting or retrying step continues. */
const NodeRunStrip = memo(function NodeRunStrip({ id }: { id: string }) {
  const t = useTexts(runTexts);
  const text = useText();
  const language = useLanguage();
  const step = useCanvas((state) => state.run?.steps[id]);
  if (!step) return null;
  const { status, dueAt, attempts } = step;
  const when = dueAt && (status === 'waiting' ? formatUntil : formatWhen)(language, dueAt, new Date());
  const due =
    (status === 'waiting' && when && t('waitsUntil', { when })) ||
    (status === 'retrying' && (when ? t('retriesAt', { count: attempts + 1, when }) : t('retriesSoon')));
  const reason = step.reason && status !== 'succeeded' ? text(step.reason.message) : null;
  if (!due && !reason) return null;
  return (
    <div className={classes.strip} data-tone={stripTone(status)}>
      <span>
        {reason}
        {reason && due && <br />}
        {due}
      </span>
    </div>
  );
});

function stripTone(status: StepState['status']): string {
  if (status === 'failed' || status === 'uncertain') return 'error';
  return status === 'skipped' || status === 'cancelled' ? 'quiet' : 'warning';
}
