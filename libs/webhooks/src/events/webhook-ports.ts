import type { WebhookEventType } from '@linkflow/contracts';

// What the app provides. The ports are abstract classes, so that they are Nest injection tokens too.

/** Reads the facts that events report. */
export abstract class WebhookPayloads {
  /** The `data` of events of a type, by the id of the fact. A fact that does not exist is absent. */
  abstract of(
    type: WebhookEventType,
    factIds: readonly string[],
  ): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>>;
}

/** The queue that wakes the sending. */
export abstract class WebhookQueue {
  /** Has the due deliveries of a subscription sent. May be called again while that happens. */
  abstract enqueueWebhooks(subscriptionId: string): Promise<void>;
}
