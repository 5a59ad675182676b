import type {
  AgentClass,
  ClickAnswer,
  ClickRecord,
  ClickVerdict,
  RequestEvidence,
  SetAsideReason,
  Verdict,
  VerdictChangeReason,
} from '@linkflow/contracts';

/** Collection `clicks`: every recorded click. All counts derive from it. An id begins with the time of the click in seconds. */
export interface ClickDoc {
  _id: string;
  linkId: string;
  mailingId: string;
  recipientId: string;
  contactId: string | null;
  at: Date;
  /** Number of the version that was live at the click; 0 if none was published. */
  version: number;
  kind: ClickRecord['kind'];
  /** Whether the click may start a run. */
  run: boolean;
  /** Family and version of the browser; the whole user agent is not stored. */
  ua: string | null;
  /** What is kept of the request, and the class of its user agent. Absent in clicks of early releases and of erased recipients. */
  seen?: RequestEvidence;
  agent?: AgentClass;
  /** The verdict that counts: that of `correction`, else that of `judgement`. Absent in clicks of early releases, which count as human. */
  verdict?: Verdict;
  /** What the classifier found, with all that is known of the delivery. */
  judgement?: ClickVerdict;
  /** The verdict of a colleague. */
  correction?: { verdict: Verdict; at: Date; by: { id: string; name: string } };
  /** The verdicts that the click had, the oldest first; absent while it has its first. At most `MAX_VERDICT_EVENTS`. */
  history?: VerdictEvent[];
  /**
   * How often `verdict`, `judgement`, `correction`, `history` or `untold` were written since the click was recorded; absent: never. Each such write is
   * conditional on the number that its author has read, so that of two judgements at the same time only one adds its event.
   */
  verdictWrites?: number;
  /**
   * The verdict has changed since the run of the click was started, and the run must follow. `correction`: a colleague changed it, so the
   * steps that were skipped for a machine are made up for. `mark`: history was judged again, so only the verdict in the run follows.
   */
  follow?: 'judgement' | 'correction' | 'mark';
  /**
   * The verdict has changed since other systems may have been told it, and they are not told yet. `before`: what they were told. Set only if a
   * system wants to know.
   */
  untold?: { before: Verdict; at: Date; reason: VerdictChangeReason };
  /**
   * How the click was answered. Set only if the answer was decided for this click alone, not for all clicks on the link. Its URL may
   * contain personal data.
   */
  answer?: ClickAnswer;
  /** Id of the reset of counters that left the click out of every count and list of clickers; see ClickResets. Absent if it counts. */
  reset?: string;
}

/** Condition for clicks without `reset`. MongoDB evaluates it with an index alone, which it does not do for `$exists: false` and null. */
export const NOT_RESET = { $not: { $gt: '' } };

/** Filter for the clicks that count: not presses on a confirm page, and not those that a reset left out. */
export const COUNTED_CLICKS = { kind: 'click' as const, reset: NOT_RESET };

/**
 * Whether steps that take the person off something ignore the verdict of the click: they are executed, and never undone. True for presses of
 * a button on a confirm page. A person who leaves must not depend on a classifier; after a press by a machine, a colleague can add the person again.
 */
export const keepsWithdrawals = ({ kind }: Pick<ClickDoc, 'kind'>): boolean => kind === 'confirm';

/** When a click got a verdict. */
export interface VerdictEvent {
  at: Date;
  /** Null: a colleague took a correction back. */
  verdict: Verdict | null;
  /** Score of the classifier. Absent for a colleague's verdict. */
  score?: number;
  /** The colleague. Absent for the classifier. */
  by?: { id: string; name: string };
  /** True if history was judged again, and the runs do not follow. */
  again?: true;
}

export const MAX_VERDICT_EVENTS = 40;

/** The condition, besides the id, under which the verdict of a click may be written by somebody who has read it. */
export const asRead = ({ verdictWrites }: Pick<ClickDoc, 'verdictWrites'>): Record<string, unknown> => ({
  verdictWrites: verdictWrites ?? { $exists: false },
});

/** The update that adds an event to the history of a click, which begins with its first verdict. */
export const withVerdictEvent = (
  { at, history, verdict = 'human', judgement }: Pick<ClickDoc, 'at' | 'history' | 'verdict' | 'judgement'>,
  event: VerdictEvent,
): { $push: { history: { $each: VerdictEvent[]; $slice: number } } } => {
  const first: VerdictEvent = { at, verdict, ...(judgement && { score: judgement.score }) };
  return { $push: { history: { $each: history ? [event] : [first, event], $slice: -MAX_VERDICT_EVENTS } } };
};

/**
 * Collection `clickers`: a recipient who clicked a link. `_id` is `<linkId>:<recipientId>`. Recording a click increments nothing, so workers
 * may write a clicker in any order. What the clicker keeps of deleted clicks is written together with their deletion.
 */
export interface ClickerDoc {
  _id: string;
  linkId: string;
  recipientId: string;
  mailingId: string;
  firstAt: Date;
  lastAt: Date;
  /** Id of the click that created this document; never changes. The clicker is counted in the slice of that click. */
  createdByClick: string;
  /**
   * True for exactly one clicker of each recipient, so that a recipient who clicked several links of a mailing counts once in the
   * mailing.
   */
  first: boolean;
  /** The best verdict of the clicks of the recipient on the link, deleted ones included. Absent: human. */
  verdict?: Verdict;
  /** In the clicker with `first`: the best verdict of all clicks of the recipient. Absent: human. */
  mailingVerdict?: Verdict;
  /** Number of clicks of the recipient on the link that were deleted after their retention, without presses on a confirm page. */
  archivedClicks?: number;
  /** How many of them were suspect, or a machine's; absent: none. */
  archivedSuspects?: number;
  archivedBots?: number;
  /** The earliest of the deleted clicks that started a run. */
  firstRunClick?: { at: Date; id: string };
}

/**
 * Collection `reset_clickers`: what remains of a clicker whose clicks a reset left out of the counts, under the id that the clicker had. A
 * clicker with the same id exists if the recipient has clicked again since.
 */
export interface ResetClickerDoc extends RecipientOnLink {
  _id: string;
  mailingId: string;
  /** As in `clickers`: these counts are of deleted clicks that a reset left out. */
  archivedClicks?: number;
  archivedSuspects?: number;
  archivedBots?: number;
  /** The earliest of the deleted clicks that started a run. Steps that are executed once per recipient still depend on it. */
  firstRunClick?: { at: Date; id: string };
  /** The clicker had `first`. Present until it is certain that another clicker of the recipient, if there is one, has it. */
  firstUnchecked?: true;
}

/** Collection `clicks_set_aside`: clicks that could not be processed, for inspection by ops. */
export interface SetAsideDoc {
  _id: string;
  /** The click as it was delivered, except that `ua` is reduced to the family and version of the browser. */
  click: ClickRecord;
  reason: SetAsideReason;
  at: Date;
  /** When ops last had the click processed again. Absent if it was set aside again after that. */
  sentAgainAt?: Date;
}

/** Identifies the clicks of one recipient on one link. */
export interface RecipientOnLink {
  linkId: string;
  recipientId: string;
}

/** The `_id` of a clicker: `<linkId>:<recipientId>`. */
export const recipientOnLinkKey = ({ linkId, recipientId }: RecipientOnLink): string =>
  `${linkId}:${recipientId}`;

/** The fields that are stored for a click whose recipient was erased. Such a click is counted but starts no run. */
export const ERASED_CLICK = { contactId: null, run: false, ua: null } as const;
/** The fields that are removed when the recipient of a click is erased. */
export const NOT_IN_ERASED_CLICK = { answer: '', seen: '', agent: '' } as const;

export const CLICKS = 'clicks';
export const CLICKERS = 'clickers';
export const RESET_CLICKERS = 'reset_clickers';
export const SET_ASIDE = 'clicks_set_aside';
