import { Injectable } from '@nestjs/common';
import { Clock, LiveEvents, Log, PeriodicTasks } from '@linkflow/platform';
import { announceMailing } from '../announce-mailing';
import { MailingsRepository } from '../mailings.repository';
import { MailAddresses, isHashedKey, type MarkedAddress } from '../subscriptions/mail-addresses';
import { AudienceSources } from './audience-sources';
import { RecipientRecheck } from './recipient-recheck';
import { RecipientsRepository } from './recipients.repository';

const EVERY_MS = 1_000;
const LEASE_MS = 30_000;
/** Addresses that are looked at together. */
const ADDRESSES_PER_ROUND = 500;
const MAILINGS_PER_ROUND = 20;

/**
 * Keeps the recipients of mailings that are not sent yet as they would be at their sending, so that a draft shows who gets it: judges those
 * again whose address has changed (`MailAddressDoc.recheck`), and all of a mailing that is marked (`MailingDoc.recheck`). A mark is removed
 * after the work and only if it is still the same, so that nothing is lost by a crash or a change meanwhile.
 *
 * A process that reads a source, or judges a whole mailing, may have read the old choice of a person and write it later. What is judged
 * meanwhile is therefore judged once more (`recheckLater`) when no such work is left at the beginning of a round; work that begins later reads the new choice.
 *
 * Provided by apps/worker.
 */
@Injectable()
export class RecheckTasks {
  constructor(
    private readonly addresses: MailAddresses,
    private readonly mailings: MailingsRepository,
    private readonly recipients: RecipientsRepository,
    private readonly sources: AudienceSources,
    private readonly rechecks: RecipientRecheck,
    private readonly live: LiveEvents,
    private readonly clock: Clock,
    private readonly log: Log,
    tasks: PeriodicTasks,
  ) {
    const often = { everyMs: EVERY_MS, leaseMs: LEASE_MS };
    tasks.add({ ...often, name: 'recheck-addresses', run: (signal) => this.ofAddresses(signal) });
    tasks.add({ ...often, name: 'recheck-mailings', run: (signal) => this.ofMailings(signal) });
  }

  async ofAddresses(signal?: AbortSignal): Promise<void> {
    const isUnsettled = await this.isUnsettled();
    if (!isUnsettled) await this.addresses.recheckPostponed();
    for (;;) {
      const changed = await this.addresses.toRecheck(ADDRESSES_PER_ROUND);
      if (changed.length === 0) return;
      await this.judge(changed);
      await this.addresses.rechecked(changed, { postpone: isUnsettled });
      signal?.throwIfAborted();
    }
  }

  /** Whether a process may have read choices of people and not have stored yet what follows from them. */
  private async isUnsettled(): Promise<boolean> {
    const [reading, marked] = await Promise.all([
      this.sources.unfinishedMailings(),
      this.mailings.toRecheck({ limit: 1, without: [] }),
    ]);
    return reading.length > 0 || marked.length > 0;
  }

  async ofMailings(signal: AbortSignal): Promise<void> {
    // The end of their sources is waited for.
    const without = await this.sources.unfinishedMailings();
    const marked = await this.mailings.toRecheck({ limit: MAILINGS_PER_ROUND, without });
    if (marked.length === 0) return;
    const open = new Set(await this.mailings.notStarted());
    for (const mailing of marked) {
      try {
        // A mailing that is being sent is judged by its preparation.
        if (open.has(mailing._id)) await this.rechecks.all(mailing._id, signal);
        await this.mailings.rechecked(mailing);
      } catch (err) {
        signal.throwIfAborted();
        // The others do not wait for it.
        this.log.warn({ err, mailingId: mailing._id }, 'recipients were not judged again; it is retried');
        continue;
      }
      announceMailing(this.live, this.clock, mailing._id);
    }
  }

  private async judge(changed: readonly MarkedAddress[]): Promise<void> {
    const open = await this.mailings.notStarted();
    if (open.length === 0) return;
    const people = {
      addressKeys: changed.flatMap(({ _id }) => (isHashedKey(_id) ? [] : _id)),
      contactIds: changed.flatMap(({ contactIds }) => contactIds),
    };
    for (const [mailingId, ids] of await this.recipients.ofPeople(people, open)) {
      try {
        if (await this.rechecks.some(mailingId, ids)) announceMailing(this.live, this.clock, mailingId);
      } catch (err) {
        // The others do not wait for it: all of its recipients are judged later.
        this.log.warn({ err, mailingId }, 'recipients were not judged again; it is retried');
        await this.mailings.markForRecheck(mailingId);
      }
    }
  }
}
