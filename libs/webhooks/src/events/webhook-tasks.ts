import { Injectable } from '@nestjs/common';
import { Clock, PeriodicTasks } from '@linkflow/platform';
import { WebhookDeliveries } from './webhook-deliveries';
import { WebhookQueue } from './webhook-ports';
import { WebhookSubscriptions } from './webhook-subscriptions';

const EVERY_MS = 1_000;
const LEASE_MS = 15_000;
const REMOVED_AT_ONCE = 1_000;
/** Processes may keep deliveries for a deleted subscription until they read the list again, ms. */
const SETTLED_MS = 60_000;

/**
 * Wakes the sending of what is due, however it became due: reported now, left by a crash, tried again, or replayed. Nothing else enqueues
 * deliveries. Deletes those of deleted subscriptions.
 */
@Injectable()
export class WebhookTasks {
  constructor(
    private readonly subscriptions: WebhookSubscriptions,
    private readonly deliveries: WebhookDeliveries,
    private readonly queue: WebhookQueue,
    private readonly clock: Clock,
    tasks: PeriodicTasks,
  ) {
    tasks.add({
      name: 'webhook-deliveries',
      everyMs: EVERY_MS,
      leaseMs: LEASE_MS,
      run: () => this.wake(),
    });
    tasks.add({
      name: 'webhook-subscriptions',
      everyMs: LEASE_MS,
      leaseMs: LEASE_MS * 2,
      run: (signal) => this.clean(signal),
    });
  }

  private async wake(): Promise<void> {
    const now = this.clock.now();
    for (const { _id, pausedUntil } of await this.subscriptions.active()) {
      if (pausedUntil && pausedUntil > now) continue;
      if (await this.deliveries.hasDue(_id)) await this.queue.enqueueWebhooks(_id);
    }
  }

  private async clean(signal: AbortSignal): Promise<void> {
    for (const { _id, deletedAt } of await this.subscriptions.deleted()) {
      while (await this.deliveries.removeSome(_id, REMOVED_AT_ONCE)) if (signal.aborted) return;
      const isSettled = this.clock.now().getTime() - (deletedAt?.getTime() ?? 0) > SETTLED_MS;
      if (isSettled) await this.subscriptions.forget(_id);
    }
  }
}
