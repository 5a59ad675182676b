import { z } from 'zod';
import { Id, Instant, PageQuery, Ref, Text, byId, pageOf } from '../common';
import { DELIVERY_STATES, SENDING_STATES } from '../mail/mail-states';
import { isDay } from '../time-zone';
import { EmailAddress } from '../written-texts';
import type { SubjectSchemas } from './routes';
import { SubscriptionSource } from './subscriptions';

export const DeliveryStateSchema = z.enum(DELIVERY_STATES);

/** Number of recipients in each state. */
export const DeliveryCounts = z.object({
  queued: z.number().int(),
  sending: z.number().int(),
  sent: z.number().int(),
  deferred: z.number().int(),
  failed: z.number().int(),
  uncertain: z.number().int(),
  skipped: z.number().int(),
});
export type DeliveryCounts = z.infer<typeof DeliveryCounts>;

/** How the sending of a mailing goes. `state` is null before it is started or scheduled. */
export const SendingView = z.object({
  state: z.enum(SENDING_STATES).nullable(),
  scheduledAt: Instant.nullable(),
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  by: Ref.nullable(),
  /** Whether workflows can send it to further people, by the action `send-mailing`. */
  openForWorkflows: z.boolean(),
  /** Why it does not go on at the moment. */
  problem: Text.nullable(),
  counts: DeliveryCounts,
  /** Recipients who have no message yet and would get one if the sending were started or continued. */
  waiting: z.number().int(),
  /** Recipients who unsubscribed by this mailing, or reported it as spam. */
  unsubscribed: z.number().int(),
  /** Messages a minute, over the last minute. */
  perMinute: z.number(),
  /** Estimate until no message waits, at this rate; null if nothing is being sent. */
  secondsLeft: z.number().int().nullable(),
  /** Where messages go: to an SMTP server, or to the built-in outbox. */
  transport: z.enum(['smtp', 'outbox']),
});
export type SendingView = z.infer<typeof SendingView>;

/** A day and a time in the organisation's time zone. */
export const LocalMoment = z.object({
  day: z.string().refine(isDay, { error: 'A day is YYYY-MM-DD' }),
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
});

/** Starts the sending, now or at a time. `revision` is the revision of the mailing that was checked. */
export const StartSending = z.object({
  revision: z.number().int(),
  at: LocalMoment.nullable().default(null),
  /** Also lets workflows send it, until it is closed or stopped. It needs no recipients then. */
  openForWorkflows: z.boolean().default(false),
});
export type StartSending = z.infer<typeof StartSending>;

/** Sends again to these recipients. Those who are `uncertain` may get the message twice. */
export const ResendMailing = z.object({ recipientIds: z.array(Id).min(1).max(10_000) });
export type ResendMailing = z.infer<typeof ResendMailing>;

/** Sends the mailing to these addresses as a test: its links answer, but clicks count nothing and start no runs. */
export const TestSend = z.object({
  addresses: z.array(EmailAddress).min(1).max(10),
  /** The recipient whose values fill the merge fields. */
  asRecipientId: Id.nullable().default(null),
});
export type TestSend = z.infer<typeof TestSend>;

/** The message to one recipient. */
export const DeliveryView = z.object({
  recipientId: Id,
  name: z.string(),
  email: z.string(),
  state: DeliveryStateSchema,
  attempts: z.number().int(),
  /** When the state last changed. */
  at: Instant,
  /** When it is tried next; null if it is not. */
  dueAt: Instant.nullable(),
  reason: Text.nullable(),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

export const DeliveryQuery = PageQuery.extend({ state: DeliveryStateSchema.optional() });
export type DeliveryQuery = z.infer<typeof DeliveryQuery>;

/** A recipient who unsubscribed by a link of a mailing, or reported it as spam, and has not undone it on the page. */
export const UnsubscribedView = z.object({
  recipientId: Id,
  name: z.string(),
  email: z.string(),
  contactId: Id.nullable(),
  at: Instant,
  /** `type`: from the type of the mailing. `all`: from everything. `complaint`: reported it as spam, so everything. */
  from: z.enum(['type', 'all', 'complaint']),
  source: SubscriptionSource,
});
export type UnsubscribedView = z.infer<typeof UnsubscribedView>;

/** A message in the outbox. */
export const OutboxItem = z.object({
  id: Id,
  mailingId: Id,
  recipientId: Id,
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  size: z.number().int(),
  at: Instant,
  /** Whether somebody sent it as a test. */
  test: z.boolean(),
});
export type OutboxItem = z.infer<typeof OutboxItem>;

export const OutboxMessage = OutboxItem.extend({
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  text: z.string(),
  /** The message as it was handed over. */
  source: z.string(),
});
export type OutboxMessage = z.infer<typeof OutboxMessage>;

export const OutboxQuery = PageQuery.extend({ mailingId: Id.optional(), recipientId: Id.optional() });
export type OutboxQuery = z.infer<typeof OutboxQuery>;

export const sendingRoutes = {
  sending: {
    get: { summary: 'Returns how the sending of a mailing goes', params: byId, response: SendingView },
    start: {
      summary:
        'Starts the sending of a mailing, now or at a time in the organisation’s time zone; refused with `draft.stale` for an older revision',
      params: byId,
      body: StartSending,
      response: SendingView,
    },
    cancel: {
      summary: 'Makes a mailing a draft again that is scheduled, or that was refused at its time',
      params: byId,
      response: SendingView,
    },
    pause: { summary: 'Pauses a sending', params: byId, response: SendingView },
    resume: { summary: 'Continues a paused sending', params: byId, response: SendingView },
    stop: {
      summary: 'Stops a sending; those without a message are left out',
      params: byId,
      response: SendingView,
    },
    notReached: {
      summary:
        'Sends the mailing to its recipients who have no message: new ones, failed ones and those left out by a stop',
      params: byId,
      response: SendingView,
    },
    resend: {
      summary: 'Sends the mailing again to chosen recipients',
      params: byId,
      body: ResendMailing,
      response: SendingView,
    },
    open: {
      summary: 'Lets workflows send a mailing that was started before to further people',
      params: byId,
      response: SendingView,
    },
    close: {
      summary: 'Ends that workflows can send a mailing; messages that wait are still sent',
      params: byId,
      response: SendingView,
    },
    deliveries: {
      summary: 'Lists what became of the messages of a mailing',
      params: byId,
      query: DeliveryQuery,
      response: pageOf(DeliveryView),
    },
    test: {
      summary: 'Sends the mailing to addresses of one’s own as a test',
      params: byId,
      body: TestSend,
      response: z.array(DeliveryView),
    },
    tests: {
      summary: 'Lists the latest tests of a mailing',
      params: byId,
      response: z.array(DeliveryView),
    },
    unsubscribed: {
      summary: 'Lists the recipients who unsubscribed by a mailing, or reported it as spam, the latest first',
      params: byId,
      query: PageQuery.extend({
        /** `false` leaves out those who reported it as spam, whom reports count apart. */
        complaints: z.enum(['true', 'false']).default('true'),
      }),
      response: pageOf(UnsubscribedView),
    },
  },
  outbox: {
    list: {
      summary: 'Lists the messages in the built-in outbox',
      query: OutboxQuery,
      response: pageOf(OutboxItem),
    },
    get: { summary: 'Returns a message in the outbox', params: byId, response: OutboxMessage },
    html: {
      summary: 'Returns the HTML of a message in the outbox as a page without scripts',
      params: byId,
      response: { mediaType: 'text/html' },
    },
  },
} satisfies SubjectSchemas<'sending' | 'outbox'>;
