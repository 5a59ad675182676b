import type { ConditionTrace, Reason, RunStatus, StepStatus } from '@linkflow/contracts';

/** One execution of a workflow version for one click, as MongoDB keeps it. Its id is the id of its click, or a new one where a click is done again. */
export interface StoredRun {
  _id: string;
  linkId: string;
  mailingId: string;
  recipientId: string;
  /** Null for a recipient without a contact card. */
  contactId: string | null;
  version: number;
  clickedAt: Date;
  createdAt: Date;
  status: RunStatus;
  /** Grows with each claim. Who holds an older one has lost the run and must not write. */
  fence: number;
  /**
   * The fence under which the run was last written with a result. What the fence is ahead of it are claims that came to
   * nothing: workers that died, or fell silent. See RunTaker.
   */
  proven?: number;
  /** Grows with each write. */
  rev: number;
  /** Unlike any other write's: by it a writer knows its own, also from one of the same moment with the same fence and rev. */
  mark: string;
  /**
   * When somebody must look at the run if nobody has: a queued run's bell is overdue, a running one's lease has run
   * out, a waiting or retrying one is due. Absent once it has ended. The one field the reconciler needs.
   */
  dueAt?: Date;
  endedAt?: Date;
  /** In the order in which they were first taken; each node at most once, as the graph has no cycles. */
  steps: StoredStep[];
  failure?: StoredFailure;
  /** Key of the pause that holds it. */
  heldBy?: string;
  /** The run whose click this one does again, on the version that was newest then. */
  againOf?: string;
  /** The run that does this one's click again. From then on nothing is done to this one any more. */
  againBy?: string;
  /** What the run that `againBy` names is to be, until that one is written. */
  unborn?: { version: number; bulkId?: string };
  /** The click, where it is not the run's own id. */
  clickId?: string;
  /** The bulks that did something to it, or that made it. Written together with what they did. */
  bulkIds?: string[];
  /** The trace of its click, as a W3C `traceparent`, where clicks are traced: every walk hangs under it. */
  trace?: string;
}

/** The click that a run carries out. */
export const clickOf = (run: Pick<StoredRun, '_id' | 'clickId'>): string => run.clickId ?? run._id;

export interface StoredStep {
  nodeId: string;
  type: string;
  status: StepStatus;
  startedAt: Date;
  endedAt?: Date;
  dueAt?: Date;
  /** The outlet it left by. */
  port?: string;
  /** For a step that waits: the outlet it will leave by when the time has come. */
  portAfterWait?: string;
  attempts: StoredAttempt[];
  reason?: Reason;
  output?: Record<string, unknown>;
  trace?: ConditionTrace;
}

export interface StoredAttempt {
  number: number;
  startedAt: Date;
  endedAt?: Date;
  outcome?: 'succeeded' | 'failed' | 'retry' | 'wait';
  reason?: Reason;
}

export interface StoredFailure {
  nodeId: string;
  type: string;
  reason: Reason;
  /** Of the group of errors that it belongs to. */
  key: string;
}

export const RUNS = 'runs';
