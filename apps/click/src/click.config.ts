import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { readConfig } from '@linkflow/platform';

const ClickConfig = z.object({
  CLICK_PORT: z.coerce.number().int().min(0).max(65_535).default(3001),
  CLICK_HOST: z.string().default('0.0.0.0'),
  /** How long a recipient waits for Redis to take the click before it goes to the journal, ms. */
  CLICK_BUDGET_MS: z.coerce.number().int().min(1).max(5_000).default(50),
  /** How long a recipient waits for contact facts that the answer depends on, ms. */
  CLICK_FACTS_BUDGET_MS: z.coerce.number().int().min(1).max(5_000).default(50),
  /** `always`: every click is on the disk before it is answered. `fallback`: only those that Redis did not take. */
  CLICK_JOURNAL: z.enum(['always', 'fallback']).default('fallback'),
  /** Where the journal is. Must be a disk that outlives the process. */
  JOURNAL_DIR: z.string().min(1).default('.linkflow/journal'),
  /** The journal takes no more than this; a click beyond it is answered and lost, and the log says so. */
  JOURNAL_MAX_MB: z.coerce.number().int().min(1).max(100_000).default(512),
  /** The zone in which conditions read the clock. */
  HOUSE_TIME_ZONE: z.string().default('Europe/Oslo'),
});

/** What apps/click is told by its environment, read once. */
@Injectable()
export class ClickSettings {
  private readonly read = readConfig(ClickConfig);
  readonly port = this.read.CLICK_PORT;
  readonly host = this.read.CLICK_HOST;
  readonly budgetMs = this.read.CLICK_BUDGET_MS;
  readonly factsBudgetMs = this.read.CLICK_FACTS_BUDGET_MS;
  readonly timeZone = this.read.HOUSE_TIME_ZONE;
  readonly journal = {
    always: this.read.CLICK_JOURNAL === 'always',
    folder: this.read.JOURNAL_DIR,
    maxBytes: this.read.JOURNAL_MAX_MB * 1024 * 1024,
  };
}
