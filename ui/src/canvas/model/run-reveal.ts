import type { Reason, RunDetail, StepStatus } from '@linkflow/contracts';

/** What the canvas shows of one step. */
export interface StepMark {
  status: StepStatus;
  port?: string;
  startedAt?: string;
  endedAt?: string;
  dueAt?: string;
  attempts: number;
  reason?: Reason;
}
export type Marks = Readonly<Record<string, StepMark>>;

const OVER: readonly StepStatus[] = ['succeeded', 'failed', 'skipped', 'cancelled', 'uncertain'];

/** Whether a step in this state will not change any more by itself. */
export const isOver = (status: StepStatus): boolean => OVER.includes(status);

/** The marks of a run as the server tells it. */
export function marksOf(run: Pick<RunDetail, 'steps'>): Marks {
  return Object.fromEntries(
    run.steps.map((step) => [
      step.nodeId,
      {
        status: step.status,
        port: step.port,
        startedAt: step.startedAt,
        endedAt: step.endedAt,
        dueAt: step.dueAt,
        attempts: step.attempts.length,
        reason: step.reason,
      },
    ]),
  );
}

/** A live event laid over what is known; the next read of the run brings times and reasons. */
export function withEvent(
  marks: Marks,
  event: { nodeId: string; status: StepStatus; attempt: number; port?: string; at: string },
): Marks {
  const before = marks[event.nodeId];
  const over = isOver(event.status);
  return {
    ...marks,
    [event.nodeId]: {
      ...before,
      status: event.status,
      port: event.port ?? before?.port,
      startedAt: before?.startedAt ?? event.at,
      endedAt: over ? event.at : undefined,
      attempts: Math.max(event.attempt, before?.attempts ?? 0),
      reason: event.status === 'succeeded' ? undefined : before?.reason,
    },
  };
}

/**
 * One small step from what is shown towards what is known, so that the eye can follow: the first node of the walk that
 * differs changes; a step that came and went between two looks is first shown at work. Null when both are the same.
 */
export function revealNext(shown: Marks, known: Marks, walk: readonly string[]): Marks | null {
  for (const id of Object.keys(shown)) {
    if (!(id in known)) {
      const { [id]: _gone, ...rest } = shown;
      return rest;
    }
  }
  for (const id of walk) {
    const target = known[id];
    const mark = shown[id];
    if (!target || same(mark, target)) continue;
    const hidden = mark === undefined || mark.status === 'pending';
    if (hidden && isOver(target.status) && target.status !== 'skipped') {
      return {
        ...shown,
        [id]: { ...target, status: 'running', endedAt: undefined, port: undefined, reason: undefined },
      };
    }
    return { ...shown, [id]: target };
  }
  return null;
}

function same(a: StepMark | undefined, b: StepMark): boolean {
  return (
    a !== undefined &&
    a.status === b.status &&
    a.port === b.port &&
    a.attempts === b.attempts &&
    a.endedAt === b.endedAt &&
    a.dueAt === b.dueAt &&
    a.reason?.code === b.reason?.code &&
    a.startedAt === b.startedAt
  );
}

/** Node ids in the order in which the run met them, and after them the rest of the document. */
export function walkOf(run: Pick<RunDetail, 'steps' | 'document'>): string[] {
  return [
    ...new Set([...run.steps.map((step) => step.nodeId), ...run.document.nodes.map((node) => node.id)]),
  ];
}
