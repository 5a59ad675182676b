import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { SnapshotStore, StoredSnapshots } from '@linkflow/links';
import { prepareLink, type LiveLink } from './live-link';

/** The links that are clicked here, in memory, as they are now. */
@Injectable()
export class LiveLinks extends SnapshotStore<LiveLink> implements OnModuleInit, OnApplicationShutdown {
  private stopListening = (): void => {};

  constructor(private readonly stored: StoredSnapshots) {
    super(stored, prepareLink);
  }

  onModuleInit(): void {
    this.stopListening = this.stored.listen(
      (linkId) => void this.changed(linkId),
      () => this.doubtAll(),
    );
  }

  onApplicationShutdown(): void {
    this.stopListening();
  }
}
