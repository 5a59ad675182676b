import { Injectable } from '@nestjs/common';
import { Clock, LiveEvents, Log, PeriodicTasks } from '@linkflow/platform';
import { announceMailing } from '../announce-mailing';
import { MailingsRepository } from '../mailings.repository';
import { MailAddresses, isHashedKey, type MailAddressDoc } from '../subscriptions/mail-addresses';
import { AudienceSources } from './audience-sources';
import { RecipientRecheck } from './recipient-recheck';
import { RecipientsRepository } from './recipients.repository';

const EVERY_MS = 1_000;
const LEASE_MS = 30_000;
/** Addresses that are looked at together. */
const ADDRESSES_PER_ROUND = 500;
const MAILINGS_PER_ROUND = 20;

type Changed = Pick<MailAddressDoc, '_id' | 'contactIds' | 'recheck'>;

/**
 * Keeps the recipients of mailings that are not sent yet as they would be at their sending, so that a draft shows who gets it: judges those
 * again whose address has changed (`MailAddressDoc.recheck`), and all of a mailing that is marked (`MailingDoc.recheck`). A mark is removed
 * after the work and only if it is still the same, so that nothing is lost by a crash or a change meanwhile.
 *
 * A process that reads a source may have read the old choice of a person and write it later. So marks are kept while sources are being read
 * when a round begins; a source that begins later reads the new choice.
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
    tasks.add({ ...often, name: 'recheck-addresses', run: () => this.ofAddresses() });
    tasks.add({ ...often, name: 'recheck-mailings', run: (signal) => this.ofMailings(signal) });
  }

  async ofAddresses(): Promise<void> {
    const { documents } = this.addresses;
    const changed = await documents
      .find({ recheck: { $type: 'string' } })
      .project<Changed>({ contactIds: 1, recheck: 1 })
      .limit(ADDRESSES_PER_ROUND)
      .toArray();
    if (changed.length === 0) return;
    const isReading = (await this.sources.unfinishedMailings()).length > 0;
    await this.judge(changed);
    if (isReading) return;
    await documents.bulkWrite(
      changed.map(({ _id, recheck }) => ({
        updateOne: { filter: { _id, recheck }, update: { $unset: { recheck: '' } } },
      })),
      { ordered: false },
    );
  }

  async ofMailings(signal: AbortSignal): Promise<void> {
    const marked = await this.mailings.toRecheck(MAILINGS_PER_ROUND);
    if (marked.length === 0) return;
    const reading = new Set(await this.sources.unfinishedMailings());
    const open = new Set(await this.mailings.notStarted());
    for (const mailing of marked) {
      // The end of its sources is waited for. A mailing that is being sent is judged by its preparation.
      if (reading.has(mailing._id)) continue;
      try {
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

  private async judge(changed: readonly Changed[]): Promise<void> {
    const open = await this.mailings.notStarted();
    if (open.length === 0) return;
    const people = {
      addressKeys: changed.flatMap(({ _id }) => (isHashedKey(_id) ? [] : _id)),
      contactIds: changed.flatMap(({ contactIds }) => contactIds),
    };
    for (const [mailingId, ids] of await this.recipients.ofPeople(people, open)) {
      if (await this.rechecks.some(mailingId, ids)) announceMailing(this.live, this.clock, mailingId);
    }
  }
}
