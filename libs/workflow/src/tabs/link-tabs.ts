import type { WorkflowNode } from '@linkflow/contracts';

/** The tabs in which a straight-line link is edited, in the order in which they are shown. */
export const ACTION_TABS = [
  'response',
  'field',
  'interests',
  'groups',
  'follow-up',
  'request',
  'script',
] as const;
export type ActionTab = (typeof ACTION_TABS)[number];

/** The answers of which a link has at most one. Nothing can follow them. */
export const FINAL_ANSWERS = ['redirect', 'show-text', 'open-form', 'open-subscriptions'] as const;

/** The node types that a tab edits, in the order of its form. */
export const TYPES_OF_TAB: Readonly<Record<ActionTab, readonly string[]>> = {
  response: ['confirm', ...FINAL_ANSWERS],
  field: ['set-field'],
  interests: ['set-interest', 'remove-interest'],
  groups: ['add-to-selection', 'remove-from-selection', 'add-to-project', 'remove-from-project'],
  'follow-up': ['create-follow-up'],
  request: ['create-request'],
  script: ['run-script', 'return-script'],
};

/**
 * The order in which background steps run if the tabs place them. What removes comes before what adds, so that the addition holds if both
 * name the same target.
 */
const RUN_ORDER: readonly string[] = [
  'set-field',
  'remove-interest',
  'set-interest',
  'remove-from-selection',
  'add-to-selection',
  'remove-from-project',
  'add-to-project',
  'create-follow-up',
  'create-request',
  'run-script',
];

/** The order in which the nodes of the answer stand if the tabs place them. A confirm page ends the walk, so a script before it is lost. */
const ANSWER_ORDER: readonly string[] = ['confirm', 'return-script', ...FINAL_ANSWERS];

/** What a straight-line workflow does, as the tabs show it. The nodes are those of the document, with all their members. */
export interface LinkTabs {
  /** While the recipient waits: at most one confirm page, one script and one final answer. Empty: a redirect to the address of the link. */
  answer: readonly WorkflowNode[];
  /** In the background, in the order in which they run. Steps that no tab edits, such as waits, keep their places. */
  steps: readonly WorkflowNode[];
}

const TAB_OF_TYPE: ReadonlyMap<string, ActionTab> = new Map(
  ACTION_TABS.flatMap((tab) => TYPES_OF_TAB[tab].map((type) => [type, tab] as const)),
);

/** The tab that edits nodes of a type. Null for types that only the canvas edits. */
export const tabOfType = (type: string): ActionTab | null => TAB_OF_TYPE.get(type) ?? null;

/** The nodes of a type, in order. The canvas can place several; the tabs add at most one. */
export const stepsOfType = ({ answer, steps }: LinkTabs, type: string): WorkflowNode[] =>
  [...answer, ...steps].filter((node) => node.type === type);

/** The tabs with at least one step that is turned on. */
export function activeTabs({ answer, steps }: LinkTabs): ReadonlySet<ActionTab> {
  const active = [...answer, ...steps].filter(({ disabled }) => disabled !== true);
  return new Set(active.flatMap(({ type }) => tabOfType(type) ?? []));
}

/** Whether nodes of a type stand in the answer and not in the background. */
export const isAnswerType = (type: string): boolean => ANSWER_ORDER.includes(type);

/** Whether a type is one of the final answers. */
export const isFinalAnswer = (type: string): boolean => FINAL_ANSWERS.some((one) => one === type);

/**
 * Adds a node where its type stands by default: after the last node that comes before it in that order. A final answer replaces the one that
 * is there.
 */
export function withStep({ answer, steps }: LinkTabs, node: WorkflowNode): LinkTabs {
  if (!isAnswerType(node.type)) return { answer, steps: inOrder(steps, node, RUN_ORDER) };
  const others = isFinalAnswer(node.type) ? answer.filter(({ type }) => !isFinalAnswer(type)) : answer;
  return { answer: inOrder(others, node, ANSWER_ORDER), steps };
}

export function withoutStep({ answer, steps }: LinkTabs, nodeId: string): LinkTabs {
  const isOther = ({ id }: WorkflowNode) => id !== nodeId;
  return { answer: answer.filter(isOther), steps: steps.filter(isOther) };
}

function inOrder(nodes: readonly WorkflowNode[], node: WorkflowNode, order: readonly string[]) {
  const rank = order.indexOf(node.type);
  const before = nodes.findLastIndex(({ type }) => order.includes(type) && order.indexOf(type) <= rank);
  return nodes.toSpliced(before + 1, 0, node);
}
