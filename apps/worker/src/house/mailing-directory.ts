import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Batcher, type Stored } from '@linkflow/platform';
import { MailingNames } from '@linkflow/engine';

interface NamedMailing extends Stored {
  name: string;
}

/** Names of mailings, remembered for half a minute. */
@Injectable()
export class MailingDirectory extends MailingNames {
  private readonly names = new LRUCache<string, string>({ max: 5_000, ttl: 30_000 });

  constructor(private readonly batcher: Batcher) {
    super();
  }

  nameOf(mailingId: string): string | Promise<string> {
    return this.names.get(mailingId) ?? this.fetch(mailingId);
  }

  private async fetch(mailingId: string): Promise<string> {
    const name = (await this.batcher.read<NamedMailing>('mailings', mailingId))?.name ?? '';
    this.names.set(mailingId, name);
    return name;
  }
}
