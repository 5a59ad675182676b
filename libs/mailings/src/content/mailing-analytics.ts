import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { NO_ANALYTICS, type Analytics } from '@linkflow/contracts';
import { MailingsRepository } from '../mailings.repository';

/** How long a process uses the settings of a mailing before it reads them again, ms. */
const FRESH_MS = 10_000;
const MAX_MAILINGS = 1_000;

/** What mailings add to the addresses of their links, for apps/click. Concurrent readers of a mailing share one read. */
@Injectable()
export class MailingAnalytics {
  private readonly cache = new LRUCache<string, Analytics>({
    max: MAX_MAILINGS,
    ttl: FRESH_MS,
    allowStale: true,
    noDeleteOnFetchRejection: true,
    fetchMethod: async (mailingId) => (await this.mailings.analyticsOf(mailingId)) ?? NO_ANALYTICS,
  });

  constructor(private readonly mailings: MailingsRepository) {}

  async of(mailingId: string): Promise<Analytics> {
    return (await this.cache.fetch(mailingId)) ?? NO_ANALYTICS;
  }
}
