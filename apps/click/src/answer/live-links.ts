import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { SnapshotStore, StoredSnapshots } from '@linkflow/links';
import { Log } from '@linkflow/platform';
import { KnownLinks } from './known-links';
import { prepareLink, type LiveLink } from './live-link';

const SAVE_EVERY_MS = 5_000;

/** The links that are clicked here, in memory, as they are now. */
@Injectable()
export class LiveLinks extends SnapshotStore<LiveLink> implements OnModuleInit, OnApplicationShutdown {
  private stopListening = (): void => {};
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly stored: StoredSnapshots,
    private readonly known: KnownLinks,
    private readonly log: Log,
  ) {
    super(
      {
        fromRedis: (linkId) => stored.fromRedis(linkId),
        fromMongo: (linkId) => stored.fromMongo(linkId),
        lastKnown: (linkId) => known.find(linkId),
      },
      (snapshot) => {
        known.remember(snapshot);
        return prepareLink(snapshot);
      },
    );
  }

  /** Whether a recipient could be answered without any store. */
  get knowsAny(): boolean {
    return this.size > 0 || this.known.size > 0;
  }

  async onModuleInit(): Promise<void> {
    await this.known.load();
    this.timer = setInterval(() => void this.save(), SAVE_EVERY_MS);
    this.stopListening = this.stored.listen(
      (linkId) => void this.changed(linkId),
      () => this.doubtAll(),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.stopListening();
    await this.save();
  }

  private async save(): Promise<void> {
    await this.known.save().catch((error: unknown) => {
      this.log.warn({ err: error }, 'the known links could not be written down');
    });
  }
}
