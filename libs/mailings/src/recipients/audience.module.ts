import { Injectable, Module, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { PeriodicTasks } from '@linkflow/platform';
import { MailingsRepository } from '../mailings.repository';
import { MailAddresses } from '../subscriptions/mail-addresses';
import { Suppressions } from '../subscriptions/suppressions';
import { AudiencePreparation } from './audience-preparation';
import { AudienceReader } from './audience-reader';
import { AudienceSources } from './audience-sources';
import { RecipientCounts } from './recipient-counts';
import { RecipientWriter } from './recipient-writer';

/** Reads sources into recipients. The modules of the recipients and of the CRM must be global. */
@Module({
  providers: [
    MailingsRepository,
    MailAddresses,
    Suppressions,
    AudienceSources,
    AudienceReader,
    AudiencePreparation,
    RecipientCounts,
    RecipientWriter,
  ],
  exports: [AudienceSources, AudienceReader, AudiencePreparation, RecipientCounts, RecipientWriter],
})
export class AudienceModule implements OnModuleInit {
  constructor(private readonly sources: AudienceSources) {}

  /** Creates missing indexes at start. */
  onModuleInit(): Promise<void> {
    return this.sources.createIndexes();
  }
}

const EVERY_MS = 5_000;
const LEASE_MS = 30_000;
const MAX_PER_ROUND = 20;

/** Reads the sources that no job reads: their job was lost, or its worker died. Provided by apps/worker. */
@Injectable()
export class AudienceTask implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();

  constructor(
    private readonly sources: AudienceSources,
    private readonly reader: AudienceReader,
    tasks: PeriodicTasks,
  ) {
    tasks.add({
      name: 'audience',
      everyMs: EVERY_MS,
      leaseMs: LEASE_MS,
      run: (signal) => this.round(signal),
    });
  }

  /** Reads a source until its end or until the app stops. */
  async read(sourceId: string): Promise<void> {
    await this.reader.read(sourceId, { signal: this.stopping.signal });
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  private async round(signal: AbortSignal): Promise<void> {
    for (const id of await this.sources.unfinished(MAX_PER_ROUND)) {
      if (signal.aborted) return;
      await this.reader.read(id, { signal });
    }
  }
}
