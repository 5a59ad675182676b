import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { LRUCache } from 'lru-cache';
import type { Connection, mongo } from 'mongoose';
import { NO_ANALYTICS, type Analytics } from '@linkflow/contracts';
import { collectionOf } from '@linkflow/platform';

/** How long a process uses the settings of a mailing before it reads them again, ms. */
const FRESH_MS = 10_000;
const MAX_MAILINGS = 1_000;

/** What mailings add to the addresses of their links, for apps/click. Concurrent readers of a mailing share one read. */
@Injectable()
export class MailingAnalytics {
  private readonly mailings: mongo.Collection<{ _id: string; analytics?: Analytics }>;
  private readonly cache = new LRUCache<string, Analytics>({
    max: MAX_MAILINGS,
    ttl: FRESH_MS,
    allowStale: true,
    noDeleteOnFetchRejection: true,
    fetchMethod: async (mailingId) => {
      const found = await this.mailings.findOne({ _id: mailingId }, { projection: { analytics: 1 } });
      return found?.analytics ?? NO_ANALYTICS;
    },
  });

  constructor(@InjectConnection() connection: Connection) {
    this.mailings = collectionOf(connection, 'mailings');
  }

  async of(mailingId: string): Promise<Analytics> {
    return (await this.cache.fetch(mailingId)) ?? NO_ANALYTICS;
  }
}
