import { Injectable } from '@nestjs/common';
import type { ClickRecord } from '@linkflow/contracts';
import { ChangeLog } from '@linkflow/crm';
import { RunRetention } from '@linkflow/engine';
import { ClickArchive } from '@linkflow/links';
import { Outbox } from '@linkflow/mailings';
import { Clock, MAX_JOB_DAYS, Retention, RetentionConfig, lowestIdAt, readConfig } from '@linkflow/platform';
import { WebhookDeliveries } from '@linkflow/webhooks';

const CLICKS = 'clicks';
const RUNS = 'runs';
const SET_ASIDE = 'set-aside';
const DAY_MS = 86_400_000;

/** Adds the retention rules of the worker. The audit log has its rule in apps/api. */
@Injectable()
export class RetentionTasks {
  constructor(
    retention: Retention,
    clicks: ClickArchive,
    runs: RunRetention,
    history: ChangeLog,
    outbox: Outbox,
    webhooks: WebhookDeliveries,
  ) {
    const config = readConfig(RetentionConfig);
    retention.add({
      name: CLICKS,
      days: config.RETENTION_CLICKS_DAYS,
      deletePage: (page) => clicks.deletePage(page),
    });
    retention.add({
      name: SET_ASIDE,
      days: config.RETENTION_SET_ASIDE_DAYS,
      deletePage: (page) => clicks.deleteSetAside(page),
    });
    retention.add({
      name: RUNS,
      days: config.RETENTION_RUNS_DAYS,
      deletePage: (page) => runs.deletePage(page),
    });
    retention.add({
      name: 'history',
      days: config.RETENTION_HISTORY_DAYS,
      deletePage: (page) => history.deletePage(page),
    });
    retention.add({
      name: 'outbox',
      days: config.RETENTION_OUTBOX_DAYS,
      deletePage: (page) => outbox.deletePage(page),
    });
    retention.add({
      name: 'webhooks',
      days: config.RETENTION_CLICKS_DAYS,
      deletePage: (page) => webhooks.deletePage(page),
    });
  }
}

/**
 * Tells which clicks are from a time whose clicks, set-aside clicks or runs may have been deleted. Such a click may not be processed: it
 * would be counted a second time, or its effects would be repeated, if it was processed before.
 */
@Injectable()
export class ClearedTimes {
  constructor(
    private readonly retention: Retention,
    private readonly clock: Clock,
  ) {}

  /** The lowest id of a click that may be processed. */
  async lowestId(): Promise<string> {
    const before = await this.retention.deletedBefore(CLICKS, RUNS, SET_ASIDE);
    return before ? lowestIdAt(before.getTime()) : '';
  }

  /** Reads nothing for clicks that are younger than every retention. */
  async split(clicks: readonly ClickRecord[]): Promise<{ current: ClickRecord[]; tooOld: ClickRecord[] }> {
    const young = lowestIdAt(this.clock.now().getTime() - MAX_JOB_DAYS * DAY_MS);
    if (clicks.every(({ id }) => id >= young)) return { current: [...clicks], tooOld: [] };
    const lowest = await this.lowestId();
    return {
      current: clicks.filter(({ id }) => id >= lowest),
      tooOld: clicks.filter(({ id }) => id < lowest),
    };
  }
}
