import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import {
  Clock,
  PeriodicTasks,
  PersonalData,
  type PersonalDataOwner,
  type PersonalDocuments,
} from '@linkflow/platform';
import { PeopleModule } from '../people/people.module';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module';
import { AudienceBatches } from './audience-batches';
import { AudienceFiles } from './audience-files';
import { AudiencePreparation } from './audience-preparation';
import { AudienceReader } from './audience-reader';
import { AudienceQueue } from './audience.service';
import { AudienceSources } from './audience-sources';
import { RecipientCounts } from './recipient-counts';
import { RecipientRecheck } from './recipient-recheck';
import { RecipientsRepository } from './recipients.repository';
import { RecipientWriter } from './recipient-writer';
import { SourceMembers } from './source-members';

/** The contacts that were chosen as recipients, as long as they are not read, and the last ones that were read. */
@Injectable()
class ChosenContactsPersonalData implements PersonalDataOwner {
  readonly name = 'audience';
  readonly order = 1;
  readonly collections = { audience_sources: ['contactIds', 'cursor'] };

  constructor(
    data: PersonalData,
    private readonly sources: AudienceSources,
    private readonly recipients: RecipientsRepository,
  ) {
    data.add(this);
  }

  async erase(contactId: string): Promise<void> {
    await this.sources.documents.updateMany({ contactIds: contactId }, { $pull: { contactIds: contactId } });
    // One that is being read goes on behind the contact before. A process that reads it has its own position.
    for (const { _id, mailingId } of await this.sources.documents.find({ cursor: contactId }).toArray()) {
      const cursor = (await this.recipients.contactBefore(mailingId, contactId)) || null;
      await this.sources.documents.updateOne({ _id, cursor: contactId }, { $set: { cursor } });
    }
  }

  async export(contactId: string): Promise<PersonalDocuments> {
    const found = await this.sources.documents.find({ contactIds: contactId }).toArray();
    return {
      audience_sources: found.map(({ _id, mailingId, addedAt }) => ({ _id, mailingId, addedAt })),
    };
  }
}

/** Reads sources into recipients. The modules of the recipients and of the CRM must be global. */
@Module({
  imports: [SubscriptionsModule, PeopleModule],
  providers: [
    AudienceSources,
    AudienceBatches,
    AudienceFiles,
    AudienceReader,
    AudiencePreparation,
    ChosenContactsPersonalData,
    RecipientCounts,
    RecipientRecheck,
    RecipientWriter,
    SourceMembers,
  ],
  exports: [
    AudienceSources,
    AudienceFiles,
    AudienceReader,
    AudiencePreparation,
    RecipientCounts,
    RecipientRecheck,
    RecipientWriter,
    SourceMembers,
  ],
})
export class AudienceModule implements OnModuleInit {
  constructor(private readonly sources: AudienceSources) {}

  /** Creates missing indexes at start. */
  onModuleInit(): Promise<void> {
    return this.sources.createIndexes();
  }
}

const EVERY_MS = 2_000;
const LEASE_MS = 30_000;
const MAX_PER_ROUND = 200;
const CLEAN_EVERY_MS = 3_600_000;
/** An upload that takes longer than this is not in progress any more. */
const UPLOAD_MS = 24 * 3_600_000;

/**
 * Enqueues the sources that no job reads: their job was lost, its worker died, or they are due again after an error. Provided by
 * apps/worker.
 */
@Injectable()
export class AudienceTask {
  constructor(
    private readonly sources: AudienceSources,
    private readonly files: AudienceFiles,
    private readonly queue: AudienceQueue,
    private readonly clock: Clock,
    tasks: PeriodicTasks,
  ) {
    tasks.add({ name: 'audience', everyMs: EVERY_MS, leaseMs: LEASE_MS, run: () => this.round() });
    tasks.add({
      name: 'audience-files',
      everyMs: CLEAN_EVERY_MS,
      leaseMs: CLEAN_EVERY_MS,
      run: () => this.clean(),
    });
  }

  private async round(): Promise<void> {
    for (const id of await this.sources.unfinished(MAX_PER_ROUND)) await this.queue.enqueueAudience(id);
  }

  private async clean(): Promise<void> {
    const until = new Date(this.clock.now().getTime() - UPLOAD_MS);
    await this.files.removeLeftovers(until, (sourceId) => this.sources.isUnfinished(sourceId));
  }
}
