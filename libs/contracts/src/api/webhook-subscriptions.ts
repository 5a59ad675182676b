import { z } from 'zod';
import { Id, Instant, Ref, byId, changesOf } from '../common';
import { Verdict } from '../verdicts';
import {
  WEBHOOK_DELIVERY_PROBLEMS,
  WEBHOOK_DELIVERY_STATES,
  WEBHOOK_EVENT_TYPES,
  WEBHOOK_FILTER_KINDS,
  WEBHOOK_LOGGED_TYPES,
} from '../webhook-events';
import { HttpUrl, Name } from '../written-texts';
import type { SubjectSchemas } from './routes';

/** Only events about this link, mailing or form. */
export const WebhookFilter = z.object({ kind: z.enum(WEBHOOK_FILTER_KINDS), id: Id });
export type WebhookFilter = z.infer<typeof WebhookFilter>;

const distinct = <T extends z.ZodType>(item: T, max: number) =>
  z
    .array(item)
    .min(1)
    .max(max)
    .transform((items) => [...new Set(items)]);

/** A subscription of another system to events of this one. */
export const CreateWebhookSubscription = z.object({
  name: Name,
  /** Where the events are sent, by POST. Without merge fields. */
  url: HttpUrl.refine((url) => !url.includes('{{'), { error: 'The address has no merge fields' }),
  types: distinct(z.enum(WEBHOOK_EVENT_TYPES), WEBHOOK_EVENT_TYPES.length),
  /** Which clicks are sent: by default only those of people. */
  verdicts: distinct(Verdict, 3).default(['human']),
  filter: WebhookFilter.nullable().default(null),
  /** The secret of the kind `signing` with which the calls are signed. */
  secretId: Id,
  state: z.enum(['active', 'paused']).default('active'),
});
export type CreateWebhookSubscription = z.infer<typeof CreateWebhookSubscription>;

export const UpdateWebhookSubscription = changesOf(CreateWebhookSubscription);
export type UpdateWebhookSubscription = z.infer<typeof UpdateWebhookSubscription>;

export const WebhookSubscriptionView = z.object({
  id: Id,
  name: z.string(),
  url: z.string(),
  types: z.array(z.enum(WEBHOOK_EVENT_TYPES)),
  verdicts: z.array(Verdict),
  filter: z.object({ kind: z.enum(WEBHOOK_FILTER_KINDS), target: Ref }).nullable(),
  secret: Ref,
  state: z.enum(['active', 'paused']),
  /** True if it was paused because the receiver answered 410 Gone. */
  gone: z.boolean(),
  /** Until when nothing is sent, because the server does not answer or asks for a pause. Null if it is called. */
  pausedUntil: Instant.nullable(),
  createdAt: Instant,
  createdBy: Ref,
  lastDeliveredAt: Instant.nullable(),
  /** Deliveries that wait or have failed, counted up to `MAX_COUNTED_DELIVERIES`. */
  pending: z.number().int(),
  failed: z.number().int(),
});
export type WebhookSubscriptionView = z.infer<typeof WebhookSubscriptionView>;

/** Id of a delivery, which is also its `webhook-id`: of the fact, the type and the subscription. */
export const WebhookDeliveryId = z.string().regex(/^[0-9a-f]{24}-[a-z]+-[a-z]+-[0-9a-f]{24}$/);

const DeliveryType = z.enum(WEBHOOK_LOGGED_TYPES);

/** One attempt to deliver an event. */
export const WebhookAttempt = z.object({
  at: Instant,
  tookMs: z.number().int(),
  /** Null if there was no answer. */
  status: z.number().int().nullable(),
  /** Null if the receiver took the event. */
  problem: z.enum(WEBHOOK_DELIVERY_PROBLEMS).nullable(),
});
export type WebhookAttempt = z.infer<typeof WebhookAttempt>;

export const WebhookDelivery = z.object({
  id: WebhookDeliveryId,
  type: DeliveryType,
  /** When the event happened. */
  at: Instant,
  state: z.enum(WEBHOOK_DELIVERY_STATES),
  /** Number of attempts since the event, or since it was last replayed. */
  tries: z.number().int(),
  lastAttempt: WebhookAttempt.nullable(),
  /** When it is tried next; null if it is not. */
  nextAt: Instant.nullable(),
  /** How often a user had it sent again. */
  replays: z.number().int(),
});
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

export const WebhookDeliveryDetail = WebhookDelivery.extend({
  /** Null before the first attempt. Without the signature. */
  request: z.object({ url: z.string(), body: z.string() }).nullable(),
  /** The beginning of the last answer; null if there was none. */
  answer: z.string().nullable(),
  /** The last attempts, the newest first. */
  attempts: z.array(WebhookAttempt),
});
export type WebhookDeliveryDetail = z.infer<typeof WebhookDeliveryDetail>;

const Period = { from: Instant.optional(), to: Instant.optional() };

export const WebhookDeliveryQuery = z.object({
  state: z.enum(WEBHOOK_DELIVERY_STATES).optional(),
  type: DeliveryType.optional(),
  /** Of events from this period. */
  ...Period,
  /** Cursor: `next` of the page before. */
  after: WebhookDeliveryId.optional(),
  limit: z.coerce.number<number | string>().int().min(1).max(200).default(50),
});
export type WebhookDeliveryQuery = z.infer<typeof WebhookDeliveryQuery>;

/** A page of the log, the newest events first. `next` is the cursor of the following page, null on the last one. */
export const WebhookDeliveryPage = z.object({
  items: z.array(WebhookDelivery),
  next: WebhookDeliveryId.nullable(),
});
export type WebhookDeliveryPage = z.infer<typeof WebhookDeliveryPage>;

/** All failed deliveries of events from this period; without times, all failed ones. */
export const ReplayFailed = z.object(Period);
export type ReplayFailed = z.infer<typeof ReplayFailed>;

export const Replayed = z.object({ count: z.number().int() });
export type Replayed = z.infer<typeof Replayed>;

const byDelivery = { ...byId, deliveryId: WebhookDeliveryId };

export const webhookSubscriptionRoutes = {
  webhookSubscriptions: {
    list: {
      summary: 'Lists the subscriptions of other systems to events, by name',
      response: z.array(WebhookSubscriptionView),
    },
    create: {
      summary: 'Subscribes an address to events',
      body: CreateWebhookSubscription,
      response: WebhookSubscriptionView,
      status: 201,
    },
    get: { summary: 'Returns a subscription', params: byId, response: WebhookSubscriptionView },
    update: {
      summary: 'Changes, pauses or resumes a subscription',
      params: byId,
      body: UpdateWebhookSubscription,
      response: WebhookSubscriptionView,
    },
    remove: {
      summary: 'Deletes a subscription and its log; what was not sent yet is not sent',
      params: byId,
    },
    test: {
      summary: 'Sends a test event at once, once, and returns what became of it',
      params: byId,
      response: WebhookDeliveryDetail,
    },
    deliveries: {
      summary: 'Lists the deliveries of a subscription, the newest events first',
      params: byId,
      query: WebhookDeliveryQuery,
      response: WebhookDeliveryPage,
    },
    delivery: {
      summary: 'Returns a delivery with its request and its attempts',
      params: byDelivery,
      response: WebhookDeliveryDetail,
    },
    replay: {
      summary: 'Has an event sent again with the same id',
      params: byDelivery,
      response: WebhookDeliveryDetail,
    },
    replayFailed: {
      summary: 'Has all failed events of a period sent again, each with its id',
      params: byId,
      body: ReplayFailed,
      response: Replayed,
    },
  },
} satisfies SubjectSchemas<'webhookSubscriptions'>;
