import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { WebhooksJob } from '@linkflow/contracts';
import { Log } from '@linkflow/platform';
import type { JobHandler } from '@linkflow/queues';
import { WebhookDispatcher } from '@linkflow/webhooks';
import { Watchdog } from '../watchdog';

/** Sends the due events of a webhook subscription. */
@Injectable()
export class WebhooksProcessor implements JobHandler<'webhooks'>, OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(
    private readonly dispatcher: WebhookDispatcher,
    private readonly watchdog: Watchdog,
    private readonly log: Log,
  ) {}

  /** Never rejects: a periodic task enqueues the subscription again while something is due. */
  async handle({ subscriptionId }: WebhooksJob): Promise<void> {
    if (this.watchdog.isArmed) this.watchdog.start();
    try {
      await this.dispatcher.send(subscriptionId, this.stopping.signal);
    } catch (err) {
      this.log.warn({ err, subscriptionId }, 'events could not be sent; they are tried again');
    }
  }

  /** Ends the jobs after the calls that are in progress. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }
}
