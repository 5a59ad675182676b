import { Injectable } from '@nestjs/common';
import { deliveryReason, sendingProblem, type CodedReason } from '@linkflow/contracts';
import { Clock, Leases, LiveEvents, Log, PeriodicTasks, isStoreAway } from '@linkflow/platform';
import { announceMailing } from '../announce-mailing';
import { MailFindings } from '../checks/mail-findings';
import type { MailingDoc } from '../mailings.repository';
import { AudiencePreparation } from '../recipients/audience-preparation';
import { DeliveriesRepository } from './deliveries.repository';
import { DeliveryQueries } from './delivery-queries';
import { shortened } from './delivery';
import { MailSender } from './mail-sender';
import { PreparedMailings } from './prepared-mailings';
import { readSendingSettings } from './sending.config';
import { MailQueue } from './sending.service';
import { SendingsRepository } from './sendings.repository';

/** A problem is over when messages were sent in this time, ms. */
const RECENTLY_MS = 3_000;
const POPULATE_LEASE_MS = 30_000;

/** What a job of the kind `mail` does. It may be called twice for the same mailing, also concurrently. */
@Injectable()
export class MailWorkflow {
  /** Mailings that this process populates. A process can take a lease again that it has. */
  private readonly populating = new Set<string>();

  constructor(
    private readonly sendings: SendingsRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly audience: AudiencePreparation,
    private readonly findings: MailFindings,
    private readonly prepared: PreparedMailings,
    private readonly sender: MailSender,
    private readonly queue: MailQueue,
    private readonly leases: Leases,
    private readonly live: LiveEvents,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  async advance(mailingId: string, signal: AbortSignal): Promise<void> {
    await this.sender.sendTests(mailingId, signal);
    const state = await this.sendings.stateOf(mailingId);
    if (state === 'populating') await this.populateOnce(mailingId, signal);
    await this.sender.send(mailingId, signal);
  }

  /** Several jobs of a mailing start together; one of them populates it and wakes the others again. */
  private async populateOnce(mailingId: string, signal: AbortSignal): Promise<void> {
    const lease = `populate-${mailingId}`;
    if (this.populating.has(mailingId) || !(await this.leases.take(lease, POPULATE_LEASE_MS))) return;
    this.populating.add(mailingId);
    try {
      await this.leases.keep(lease, POPULATE_LEASE_MS, async (lost) => {
        // Another job may have done it before this one took the lease.
        if ((await this.sendings.stateOf(mailingId)) === 'populating')
          await this.populate(mailingId, AbortSignal.any([signal, lost]));
      });
    } finally {
      this.populating.delete(mailingId);
    }
  }

  /** Compiles the content and queues the recipients. After an interruption, another worker does it again. */
  private async populate(mailingId: string, signal: AbortSignal): Promise<void> {
    const mailing = await this.sendings.find(mailingId);
    if (!mailing) return;
    const problem = await this.prepare(mailing);
    if (problem) {
      const refusal = { set: { problem }, unset: ['startedAt' as const] };
      // What people have decided meanwhile was not followed, because the mailing was about to be sent.
      await this.sendings.change(mailingId, {
        from: ['populating'],
        to: 'refused',
        recheck: true,
        ...refusal,
      });
    } else {
      await this.audience.prepare(mailingId, signal);
      await this.deliveries.queueAll(mailingId, signal);
      await this.sendings.change(mailingId, { from: ['populating'], to: 'sending' });
      await this.queue.wake(mailingId);
    }
    announceMailing(this.live, this.clock, mailingId);
  }

  /** Checks, compiles and stores the content, once. Returns why it cannot be sent. */
  private async prepare(mailing: MailingDoc): Promise<CodedReason | undefined> {
    const { _id: mailingId, sending } = mailing;
    if (await this.prepared.has(mailingId)) return undefined;
    try {
      // A mailing that is sent at once was checked by the request.
      const [error, ...more] = sending?.scheduledAt
        ? await this.findings.errorsOf(mailing, { forWorkflows: sending.openForWorkflows ?? false })
        : [];
      if (error) return sendingProblem('sending.not-ready', { problem: error.text, more: more.length });
      await this.prepared.prepare(mailing);
      return undefined;
    } catch (error) {
      // The reconciler wakes the workers again.
      if (isStoreAway(error)) throw error;
      this.log.error({ err: error, mailingId }, 'the content of a mailing could not be compiled');
      return sendingProblem('sending.not-compiled', {
        problem: shortened(error instanceof Error ? error.message : String(error)),
      });
    }
  }
}

/** Keeps sendings moving: starts the scheduled ones, wakes workers for those that have due recipients, and ends those that are done. */
@Injectable()
export class SendingReconciler {
  constructor(
    private readonly sendings: SendingsRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly queries: DeliveryQueries,
    private readonly queue: MailQueue,
    private readonly live: LiveEvents,
    private readonly clock: Clock,
    private readonly log: Log,
    tasks: PeriodicTasks,
  ) {
    const everyMs = readSendingSettings().MAIL_RECONCILE_MS;
    tasks.add({ name: 'mail', everyMs, leaseMs: Math.max(everyMs * 5, 10_000), run: () => this.round() });
  }

  async round(): Promise<void> {
    const cutOff = await this.deliveries.endLeases(deliveryReason('mail.worker-lost'));
    for (const mailingId of cutOff)
      this.log.warn({ mailingId }, 'messages are uncertain, because their worker is gone');
    await this.sendings.startDue();
    for (const mailingId of await this.deliveries.mailingsWithDueTests(this.clock.now()))
      await this.queue.wake(mailingId, 'tests');
    for (const { _id, state, isOpen } of await this.sendings.active()) {
      if (state === 'populating') await this.queue.wake(_id);
      else await this.check(_id, isOpen);
    }
    await this.endStops();
  }

  /**
   * Leaves out recipients who wait although their mailing was stopped: the process that stopped it was killed, or the server asked to try
   * their message again later. Those whom a user has sent to again meanwhile have changed since then.
   */
  private async endStops(): Promise<void> {
    for (const { _id: mailingId, now } of await this.sendings.stoppedRecently()) {
      const stopped = { mailingId, test: { $exists: false }, 'delivery.at': { $lt: now } };
      const skipped = await this.deliveries.skipWaiting(stopped);
      if (skipped > 0) announceMailing(this.live, this.clock, mailingId);
    }
  }

  private async check(mailingId: string, isOpen: boolean): Promise<void> {
    if (await this.deliveries.hasDue(mailingId)) await this.queue.wake(mailingId);
    const since = new Date(this.clock.now().getTime() - RECENTLY_MS);
    if ((await this.queries.sentSince(mailingId, since)) > 0)
      await this.sendings.change(mailingId, { from: ['sending'], unset: ['problem'] });
    if (!isOpen && (await this.isDone(mailingId))) {
      await this.sendings.change(mailingId, {
        from: ['sending'],
        to: 'finished',
        set: { finishedAt: this.clock.now() },
        unset: ['problem'],
      });
      // A user may have had it sent to more recipients in between.
      if (!(await this.isDone(mailingId)))
        await this.sendings.change(mailingId, { from: ['finished'], to: 'sending', unset: ['finishedAt'] });
    }
    announceMailing(this.live, this.clock, mailingId);
  }

  /** Whether nobody waits for the message, and no message is being handed over. */
  private async isDone(mailingId: string): Promise<boolean> {
    const { queued, deferred, sending } = await this.queries.counts(mailingId);
    return queued + deferred + sending === 0;
  }
}
