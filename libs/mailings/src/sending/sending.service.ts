import { Injectable } from '@nestjs/common';
import {
  NOT_STARTED,
  hasStarted,
  momentAt,
  type DeliveryCounts,
  type DeliveryQuery,
  type SendingState,
  type StartSending,
  type TestSend,
} from '@linkflow/contracts';
import type { Author, RowPage } from '@linkflow/links';
import { AppError, Clock, LiveEvents, OrganisationConfig, newId, readConfig } from '@linkflow/platform';
import { announceMailing } from '../announce-mailing';
import { MailChecks } from '../checks/mail-checks';
import type { MailingDoc } from '../mailings.repository';
import type { RecipientDoc } from '../recipients/recipients.repository';
import { DeliveriesRepository } from './deliveries.repository';
import { DeliveryQueries } from './delivery-queries';
import { readSendingSettings } from './sending.config';
import type { Sending } from './sending-state';
import { SendingsRepository, type SendingChange } from './sendings.repository';

/** The interval over which the rate is measured, ms. */
const RATE_MS = 60_000;
/** The states in which a mailing can be sent again to some. */
const ENDED: SendingState[] = ['sending', 'paused', 'stopped', 'finished'];
const MAX_TESTS_SHOWN = 20;

/** Wakes the workers for a mailing. */
export abstract class MailQueue {
  /** @param only wakes them for the tests of the mailing, beside the jobs that send it */
  abstract wake(mailingId: string, only?: 'tests'): Promise<void>;
}

/** How a sending goes. */
export interface SendingProgress {
  sending: Sending | null;
  counts: DeliveryCounts;
  waiting: number;
  perMinute: number;
  secondsLeft: number | null;
  transport: 'smtp' | 'outbox';
}

/** What people do with the sending of a mailing. The workers do the rest. */
@Injectable()
export class SendingService {
  private readonly settings = readSendingSettings();
  private readonly timeZone = readConfig(OrganisationConfig).ORGANISATION_TIME_ZONE;

  constructor(
    private readonly sendings: SendingsRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly queries: DeliveryQueries,
    private readonly checks: MailChecks,
    private readonly queue: MailQueue,
    private readonly live: LiveEvents,
    private readonly clock: Clock,
  ) {}

  async progress(id: string): Promise<SendingProgress> {
    const { sending } = await this.get(id);
    const since = new Date(this.clock.now().getTime() - RATE_MS);
    const [counts, waiting, sent] = await Promise.all([
      this.queries.counts(id),
      this.queries.countWaiting(id),
      this.queries.sentSince(id, since),
    ]);
    // A sending that began less than a minute ago has a shorter interval.
    const started = sending?.startedAt?.getTime() ?? since.getTime();
    const measuredMs = Math.min(RATE_MS, Math.max(1_000, this.clock.now().getTime() - started));
    const perMinute = Math.round((sent * 60_000 * 10) / measuredMs) / 10;
    const left = counts.queued + counts.sending;
    const isMoving = sending?.state === 'sending' && perMinute > 0;
    return {
      sending: sending ?? null,
      counts,
      waiting,
      perMinute,
      secondsLeft: isMoving ? Math.ceil((left / perMinute) * 60) : null,
      transport: this.settings.SMTP_URL ? 'smtp' : 'outbox',
    };
  }

  /** Number of messages by state, and of those that came back. */
  async results(id: string): Promise<{ counts: DeliveryCounts; bounced: number }> {
    const [counts, bounced] = await Promise.all([this.queries.counts(id), this.queries.countBounced(id)]);
    return { counts, bounced };
  }

  /** @throws AppError draft.stale; mailing.sending-started; mailing.not-ready */
  async start(id: string, { revision, at, openForWorkflows }: StartSending, by: Author): Promise<void> {
    const mailing = await this.get(id);
    if (mailing.revision !== revision) throw stale(mailing);
    const state = mailing.sending?.state ?? null;
    if (hasStarted(state)) throw inState(state);
    await this.checks.requireReady(mailing, { forWorkflows: openForWorkflows });
    const now = this.clock.now();
    const scheduledAt = at && this.momentOf(at);
    if (scheduledAt && scheduledAt <= now) throw notReady('The time is in the past.');
    const changed = await this.sendings.change(id, {
      from: [null, ...NOT_STARTED],
      to: scheduledAt ? 'scheduled' : 'populating',
      set: {
        by,
        ...(scheduledAt ? { scheduledAt } : { startedAt: now }),
        ...(openForWorkflows && { openForWorkflows }),
      },
      unset: [
        'problem',
        'finishedAt',
        ...(scheduledAt ? [] : (['scheduledAt'] as const)),
        ...(openForWorkflows ? [] : (['openForWorkflows'] as const)),
      ],
      revision,
    });
    if (!changed) throw await this.refusal(id, revision);
    if (!scheduledAt) await this.wake(id);
    announceMailing(this.live, this.clock, id);
  }

  /** Makes a mailing a draft again that is scheduled, or that was refused at its time. */
  async cancel(id: string): Promise<void> {
    await this.changed(id, this.sendings.cancel(id));
    announceMailing(this.live, this.clock, id);
  }

  async pause(id: string): Promise<void> {
    await this.changed(id, this.sendings.change(id, { from: ['sending'], to: 'paused' }));
    announceMailing(this.live, this.clock, id);
  }

  async resume(id: string): Promise<void> {
    await this.changed(id, this.sendings.change(id, { from: ['paused'], to: 'sending', unset: ['problem'] }));
    await this.wake(id);
    announceMailing(this.live, this.clock, id);
  }

  /** Stops a sending. Messages that are being handed over at this moment still arrive. */
  async stop(id: string): Promise<void> {
    const set = { finishedAt: this.clock.now() };
    await this.changed(
      id,
      this.sendings.change(id, {
        from: ['sending', 'paused'],
        to: 'stopped',
        set,
        unset: ['problem', 'openForWorkflows'],
      }),
    );
    await this.leaveOutWaiting(id);
    announceMailing(this.live, this.clock, id);
  }

  /** Lets workflows send the mailing to further people. One that is paused stays paused. */
  async open(id: string): Promise<void> {
    const set = { openForWorkflows: true } as const;
    const running = { from: ['populating', 'sending', 'paused'], set } satisfies SendingChange;
    if (!(await this.sendings.change(id, running)))
      await this.changed(
        id,
        this.sendings.change(id, {
          from: ['stopped', 'finished'],
          to: 'sending',
          set,
          unset: ['finishedAt', 'problem'],
        }),
      );
    announceMailing(this.live, this.clock, id);
  }

  /** Ends that workflows can send the mailing. The reconciler ends the sending when nobody waits. */
  async close(id: string): Promise<void> {
    const unset = ['openForWorkflows' as const];
    await this.changed(id, this.sendings.change(id, { from: ['populating', 'sending', 'paused'], unset }));
    announceMailing(this.live, this.clock, id);
  }

  /** Sends to the recipients who have no message: those who were added later, whose message failed, or who were left out. */
  async sendToNotReached(id: string): Promise<void> {
    await this.changed(id, this.sendings.change(id, { from: ENDED }));
    await this.continue(id, async () => {
      await this.deliveries.requeue(id, { states: ['failed', 'skipped'] });
      await this.deliveries.queueAll(id);
    });
  }

  /** Sends again to chosen recipients, whatever became of their message. Returns how many. */
  async resend(id: string, recipientIds: readonly string[]): Promise<number> {
    const { sending } = await this.changed(id, this.sendings.change(id, { from: ENDED }));
    // Only the chosen ones: the process that stopped the sending may have been killed before it left out the others.
    if (sending?.state === 'stopped') await this.leaveOutWaiting(id);
    return this.continue(id, () => this.deliveries.requeue(id, { ids: recipientIds }));
  }

  /** Sends the mailing as a test. Returns the messages; the workers send them. */
  async test(id: string, { addresses, asRecipientId }: TestSend): Promise<RecipientDoc[]> {
    const mailing = await this.get(id);
    if (!mailing.from && !this.settings.from) throw notReady('The mailing has no sender.');
    if (
      asRecipientId !== null &&
      !(await this.deliveries.documents.findOne({ _id: asRecipientId, mailingId: id }))
    )
      throw new AppError('not-found', 'The recipient does not exist.');
    const now = this.clock.now();
    const tests = addresses.map((email): RecipientDoc => ({
      _id: newId(),
      mailingId: id,
      contactId: null,
      email,
      name: '',
      addedAt: now,
      // A test counts as removed from the beginning, so that it is in no list and no count.
      removedAt: now,
      test: true,
      ...(asRecipientId !== null && { asRecipientId }),
      delivery: { state: 'queued', attempts: 0, round: 1, dueAt: now, at: now },
    }));
    await this.deliveries.documents.insertMany(tests);
    await this.wake(id, 'tests');
    return tests;
  }

  async tests(id: string): Promise<RecipientDoc[]> {
    await this.get(id);
    return this.deliveries.documents
      .find({ mailingId: id, test: true })
      .sort({ addedAt: -1, _id: 1 })
      .limit(MAX_TESTS_SHOWN)
      .toArray();
  }

  async page(id: string, { q, state, page, pageSize }: DeliveryQuery): Promise<RowPage<RecipientDoc>> {
    await this.get(id);
    const filter = { mailingId: id, state, q };
    const [rows, total] = await Promise.all([
      this.queries.page(filter, page, pageSize),
      this.queries.count(filter),
    ]);
    return { rows, total };
  }

  /** @throws AppError not-found */
  async get(id: string): Promise<MailingDoc> {
    const mailing = await this.sendings.find(id);
    if (!mailing || mailing.deletedAt) throw new AppError('not-found', 'The mailing does not exist.');
    return mailing;
  }

  private momentOf({ day, time }: NonNullable<StartSending['at']>): Date {
    const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    return momentAt({ year, month, day: date }, hours * 60 + minutes, this.timeZone);
  }

  /**
   * Lets the workers go on with a mailing whose recipients `queue` makes wait. A paused one stays paused. The state changes first, so that the
   * recipients are sent to even if this process is killed, and once more, because a sending ends when nobody waits.
   */
  private async continue<T>(id: string, queue: () => Promise<T>): Promise<T> {
    const goOn = { to: 'sending', unset: ['finishedAt', 'problem'] } satisfies Partial<SendingChange>;
    await this.sendings.change(id, { ...goOn, from: ['sending', 'stopped', 'finished'] });
    const queued = await queue();
    await this.sendings.change(id, { ...goOn, from: ['finished'] });
    await this.wake(id);
    announceMailing(this.live, this.clock, id);
    return queued;
  }

  private async changed(id: string, change: Promise<MailingDoc | null>): Promise<MailingDoc> {
    const changed = await change;
    if (!changed) throw await this.refusal(id);
    return changed;
  }

  private async leaveOutWaiting(mailingId: string): Promise<void> {
    await this.deliveries.skipWaiting({ mailingId, test: { $exists: false } });
  }

  /** The reconciler wakes the workers too, so this may fail. */
  private async wake(id: string, only?: 'tests'): Promise<void> {
    await this.queue.wake(id, only).catch(() => undefined);
  }

  /** Why a change was refused. */
  private async refusal(id: string, revision?: number): Promise<AppError> {
    const mailing = await this.get(id);
    if (revision !== undefined && mailing.revision !== revision) return stale(mailing);
    return inState(mailing.sending?.state ?? null);
  }
}

const inState = (state: string | null): AppError =>
  new AppError('mailing.sending-started', 'The sending is in another state.', { details: { state } });

const stale = ({ revision, updatedBy }: MailingDoc): AppError =>
  new AppError('draft.stale', `${updatedBy.name} has saved this mailing in the meantime.`, {
    details: { revision },
  });
const notReady = (message: string): AppError => new AppError('mailing.not-ready', message);
