import { z } from 'zod';
import { Id, Instant, PageQuery, Ref, Text, byId, pageOf } from '../common';
import { RunStatus } from '../runs';
import { AgentClass, RequestEvidence, Verdict, VerdictStatistics, VerdictView } from '../verdicts';
import type { SubjectSchemas } from './routes';

/** Numbers of clicks by verdict. Those of machines are the rest. */
export const CLICK_COUNTS = {
  clicks: z.number().int(),
  humanClicks: z.number().int(),
  suspectClicks: z.number().int(),
};
export type ClickCountsByVerdict = z.infer<z.ZodObject<typeof CLICK_COUNTS>>;

/** Numbers of clicks and clickers by verdict. A clicker has the best verdict of its clicks. */
export const VERDICT_COUNTS = {
  ...CLICK_COUNTS,
  clickers: z.number().int(),
  humanClickers: z.number().int(),
  suspectClickers: z.number().int(),
};

export const ClickView = z.object({
  id: Id,
  at: Instant,
  /** `confirm`: the button of a confirm page was pressed. */
  kind: z.enum(['click', 'confirm']),
  link: Ref,
  mailing: Ref,
  recipient: z.object({ id: Id, name: z.string() }),
  contact: Ref.nullable(),
  /** Family and version of the browser. */
  browser: z.string().nullable(),
  /** What was kept of the request; absent for clicks of releases before the classifier. */
  seen: RequestEvidence.optional(),
  agent: AgentClass.optional(),
  verdict: VerdictView,
  run: z.object({ id: Id, status: RunStatus }).optional(),
});
export type ClickView = z.infer<typeof ClickView>;

/** When a click got a verdict. */
export const VerdictEventView = z.object({
  at: Instant,
  /** Null: a colleague took a correction back. */
  verdict: Verdict.nullable(),
  /** Score of the classifier, 0 to 100. Absent for a colleague's verdict. */
  score: z.number().int().optional(),
  /** The colleague. Absent for the classifier. */
  by: Ref.optional(),
  /** True if history was judged again, which runs do not follow. */
  again: z.boolean().optional(),
});
export type VerdictEventView = z.infer<typeof VerdictEventView>;

/** What a correction to a person's click (`human`) or to a machine's (`bot`) does to the run, besides changing counts. */
export const CorrectionEffects = z.object({
  /** `release`: the held step is executed. `rerun`: the run is run again, because steps were left out or undone. */
  human: z.enum(['release', 'rerun', 'counts']),
  /** `drops`: the held step is not executed. `undoes`: number of steps that are undone where the value is still that of the run. */
  bot: z.object({ drops: z.boolean(), undoes: z.number().int() }),
});
export type CorrectionEffects = z.infer<typeof CorrectionEffects>;

export const ClickDetail = ClickView.extend({
  /** The verdicts of the click, the oldest first. */
  history: z.array(VerdictEventView),
  /** What was kept of the request, in words. */
  evidence: z.array(z.object({ label: Text, value: Text })),
  effects: CorrectionEffects,
});
export type ClickDetail = z.infer<typeof ClickDetail>;

/** A HEAD request, a prefetch, or a request for the hidden link: evidence about the clicks of its recipient. */
export const LookView = z.object({
  at: Instant,
  /** The tracked link; null: the hidden one. */
  linkId: Id.nullable(),
  kind: z.enum(['get', 'head', 'prefetch']),
  seen: RequestEvidence,
  agent: AgentClass,
});
export type LookView = z.infer<typeof LookView>;

/** Without `verdict`: clicks with any verdict. */
export const ClickQuery = PageQuery.pick({ page: true, pageSize: true }).extend({
  linkId: Id.optional(),
  /** Only those in this mailing; needs `linkId`. */
  mailingId: Id.optional(),
  recipientId: Id.optional(),
  verdict: Verdict.optional(),
});
export type ClickQuery = z.infer<typeof ClickQuery>;

/** What a colleague says about a click. Null takes an earlier correction back. */
export const CorrectVerdict = z.object({ verdict: z.enum(['human', 'bot']).nullable() });
export type CorrectVerdict = z.infer<typeof CorrectVerdict>;

/** The clicks that are judged again: from `from` (inclusive) to `to` (exclusive). */
export const RejudgePeriod = z
  .object({ from: Instant, to: Instant })
  .refine(({ from, to }) => from < to, { path: ['to'], error: 'The period must end after its start' });
export type RejudgePeriod = z.infer<typeof RejudgePeriod>;

const VerdictChangeCount = z.object({ before: Verdict, after: Verdict, clicks: z.number().int() });

/** The clicks of a link or mailing, now and after judging again. */
const RejudgedCounts = z.object({ of: Ref, now: z.object(CLICK_COUNTS), after: z.object(CLICK_COUNTS) });

/** What judging again would change. `complete` is false if only the newest clicks of the period were looked at. */
export const RejudgePreview = z.object({
  clicks: z.number().int(),
  complete: z.boolean(),
  changes: z.array(VerdictChangeCount),
  /** The links and mailings whose counts change most, at most `MAX_PREVIEWED_COUNTS` of each. Buttons on confirm pages are not counted. */
  links: z.array(RejudgedCounts),
  mailings: z.array(RejudgedCounts),
  /** Version of the classifier that judges. */
  classifier: z.number().int(),
});
export const MAX_PREVIEWED_COUNTS = 20;
export type RejudgePreview = z.infer<typeof RejudgePreview>;

export const RejudgementView = z.object({
  id: Id,
  state: z.enum(['running', 'done', 'stopped']),
  from: Instant,
  to: Instant,
  /** Clicks that were looked at so far. */
  clicks: z.number().int(),
  /** About how much of the period is done, 0 to 1. */
  share: z.number(),
  changes: z.array(VerdictChangeCount),
  classifier: z.number().int(),
  at: Instant,
  endedAt: Instant.optional(),
  by: Ref,
});
export type RejudgementView = z.infer<typeof RejudgementView>;

export const clickRoutes = {
  clicks: {
    list: {
      summary: 'Lists clicks, the newest first; needs a link or a recipient',
      query: ClickQuery,
      response: pageOf(ClickView),
    },
    get: {
      summary: 'Returns a click with its verdict, the reasons, and what a correction would do',
      params: byId,
      response: ClickDetail,
    },
    correct: {
      summary: "Corrects the verdict on a click; the click's run follows, and counts change",
      params: byId,
      body: CorrectVerdict,
      response: ClickDetail,
    },
    statistics: {
      summary: 'Counts how often colleagues corrected the classifier',
      response: VerdictStatistics,
    },
    looks: {
      summary:
        'Lists the requests of a recipient that were no clicks: HEAD requests, prefetches and the hidden link, the oldest first',
      query: z.object({ recipientId: Id }),
      response: z.array(LookView),
    },
  },
  rejudgements: {
    list: {
      summary: 'Lists the times when clicks were judged again, the newest first',
      response: z.array(RejudgementView),
    },
    preview: {
      summary: 'Shows what judging the clicks of a period again would change, and changes nothing',
      body: RejudgePeriod,
      response: RejudgePreview,
    },
    start: {
      summary:
        'Judges the clicks of a period again. Verdicts and counts change; no step is executed or undone',
      body: RejudgePeriod,
      response: RejudgementView,
      status: 201,
    },
    stop: { summary: 'Stops judging again; what is done stays', params: byId, response: RejudgementView },
  },
} satisfies SubjectSchemas<'clicks' | 'rejudgements'>;
