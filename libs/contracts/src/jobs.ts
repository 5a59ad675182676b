import { z } from 'zod';
import { Id, Language } from './common';
import { Utm } from './forms/form-content';
import { MAX_FORM_OPTIONS, MAX_SITE, SPAM_REASONS } from './forms/form-parts';
import { AgentClass, RequestEvidence } from './verdicts';

/**
 * Why the script of a redirect returned no address. `suspended`: the script was not run, because it had repeatedly exceeded its time limit.
 * `params`: the values of the step do not fit the parameters that the script declares now.
 */
export const ReturnScriptProblem = z.enum([
  'timeout',
  'failed',
  'suspended',
  'no-address',
  'missing',
  'params',
]);
export type ReturnScriptProblem = z.infer<typeof ReturnScriptProblem>;

/** What the recipient got. Recorded only if the answer was decided for this click alone, for example by a condition or a script. */
export const ClickAnswer = z.object({
  kind: z.enum(['redirect', 'text', 'confirm', 'form', 'subscriptions']),
  /** Target of a redirect. */
  url: z.string().optional(),
  /** Ids of the nodes of the respond lane that were passed, in order. */
  path: z.array(z.string()),
  /** Names of facts, and of variables of scripts, that were not read in time, so that the fallback for a missing value was used. */
  missedFacts: z.array(z.string()).optional(),
  /** Why scripts returned no address, by node id. */
  scriptProblems: z.record(z.string(), ReturnScriptProblem).optional(),
});
export type ClickAnswer = z.infer<typeof ClickAnswer>;

/**
 * One accepted click, sent by apps/click. Property names are short, because thousands of clicks are written per second. A click of the kind
 * `confirm` is the POST of a confirm page; it starts the run that the preceding GET did not start.
 */
export const ClickRecord = z.object({
  id: Id,
  /** Time of acceptance, epoch ms. */
  at: z.number().int(),
  link: Id,
  recipient: Id,
  /** Number of the workflow's live version at the time of the click. 0: nothing was published, so no run is created. */
  version: z.number().int().min(0),
  kind: z.enum(['click', 'confirm']),
  /** False if the answer was a confirm page. Its button sends another click, of the kind `confirm`, which starts the run. */
  run: z.boolean(),
  ua: z.string().max(500).optional(),
  /** What is kept of the request for its verdict. Evidence that is not valid is dropped, so that the click is still accepted. */
  seen: RequestEvidence.optional().catch(undefined),
  /** Class of the user agent, if only the name of the browser is left in `ua`: in clicks that were set aside. */
  agent: AgentClass.optional().catch(undefined),
  /** Absent if all recipients get the same answer. An answer that is not valid is dropped, so that the click is still accepted. */
  answer: ClickAnswer.optional().catch(undefined),
  /** W3C `traceparent` of the click, if clicks are traced. */
  trace: z.string().max(64).optional(),
});
export type ClickRecord = z.infer<typeof ClickRecord>;

/**
 * A request for a tracked URL that is no click: a HEAD, a GET that says that it is a prefetch, or any request for the hidden link of a message,
 * whose `link` is the recipient. It is kept as evidence about the clicks of its recipient. Property names as in `ClickRecord`.
 */
export const LookRecord = z.object({
  id: Id,
  at: z.number().int(),
  link: Id,
  recipient: Id,
  kind: z.enum(['get', 'head', 'prefetch']),
  ua: z.string().max(500).optional(),
  seen: RequestEvidence,
});
export type LookRecord = z.infer<typeof LookRecord>;

/**
 * A micro-batch of requests from apps/click: clicks, looks, or both. The job may be delivered twice. Looks that are not valid are dropped, so
 * that the clicks are still accepted.
 */
export const ClicksJob = z.object({
  v: z.literal(1),
  clicks: z.array(ClickRecord).max(2000),
  looks: z.array(LookRecord).max(2000).optional().catch(undefined),
});
export type ClicksJob = z.infer<typeof ClicksJob>;

/** What a submission and a confirmation have in common. `id` comes first, because the journal finds records by the beginning of a line. */
const FormRecordHead = { id: Id, at: z.int(), form: Id };

/** A submission as apps/click has accepted it. The worker reads the answers again, by the version that the person saw. */
const SubmissionRecord = z.object({
  ...FormRecordHead,
  kind: z.literal('submission'),
  version: z.int().min(1),
  /** The texts that were sent, by the names of the blocks. */
  answers: z.record(z.string().max(60), z.array(z.string()).max(MAX_FORM_OPTIONS)),
  language: Language,
  utm: Utm,
  spam: z.array(z.enum(SPAM_REASONS)),
  /** The captcha could not be checked. */
  unchecked: z.literal(true).optional(),
  /** The recipient whose mail led to the form, and the link there. */
  recipient: Id.optional(),
  link: Id.optional(),
  /** The website in which the form stood. */
  site: z.string().max(MAX_SITE).optional(),
});
export type SubmissionRecord = z.infer<typeof SubmissionRecord>;

/** The pressed button of a confirm page. Its id follows from that of the submission, so that it counts once. */
const ConfirmationRecord = z.object({
  ...FormRecordHead,
  kind: z.literal('confirmation'),
  submission: Id,
});
export type ConfirmationRecord = z.infer<typeof ConfirmationRecord>;

export const FormRecord = z.discriminatedUnion('kind', [SubmissionRecord, ConfirmationRecord]);
export type FormRecord = z.infer<typeof FormRecord>;

/** Submissions and confirmations from apps/click, or a wake-up for stored submissions (`due`). May be delivered twice. */
export const FormsJob = z.object({
  v: z.literal(1),
  records: z.array(FormRecord).max(500).default([]),
  due: z.array(Id).max(1000).default([]),
});
export type FormsJob = z.infer<typeof FormsJob>;

/** Wake-up for runs. It carries no state: it may be delivered twice, late, or for runs that have already moved on. */
export const RunsJob = z.object({ v: z.literal(1), runIds: z.array(Id).min(1).max(1000) });
export type RunsJob = z.infer<typeof RunsJob>;

/**
 * Wake-up for the sending of a mailing, or of test messages. It carries no state: it may be delivered twice, late, or for a mailing that is
 * finished.
 */
export const MailJob = z.object({ v: z.literal(1), kind: z.literal('send'), mailingId: Id });
export type MailJob = z.infer<typeof MailJob>;

/** Wake-up for the deliveries of a webhook subscription. It carries no state, like the others. */
export const WebhooksJob = z.object({ v: z.literal(1), subscriptionId: Id });
export type WebhooksJob = z.infer<typeof WebhooksJob>;

/** Wake-up for reading or removing a source of recipients. It carries no state: it may be delivered twice, late, or for a finished source. */
export const AudienceJob = z.object({ v: z.literal(1), sourceId: Id });
export type AudienceJob = z.infer<typeof AudienceJob>;

/**
 * Work that may have crashed a worker. Quarantined jobs run one at a time, so that a second crash identifies the job that caused it. The
 * job may be delivered twice.
 */
export const QuarantineJob = z.discriminatedUnion('kind', [
  z.object({ v: z.literal(1), kind: z.literal('clicks'), clicks: ClicksJob.shape.clicks.min(1) }),
  z.object({ v: z.literal(1), kind: z.literal('run'), runId: Id }),
]);
export type QuarantineJob = z.infer<typeof QuarantineJob>;
