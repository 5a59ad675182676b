import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { readConfig } from '@linkflow/platform';

const ClickConfig = z.object({
  CLICK_PORT: z.coerce.number().int().min(0).max(65_535).default(3001),
  CLICK_HOST: z.string().default('0.0.0.0'),
  /** `off`: every request goes through Node's HTTP server and Fastify. */
  CLICK_FAST_PATH: z.enum(['on', 'off']).default('on'),
  /** Time that Redis has to take a click before the click goes to the journal, ms. The recipient waits meanwhile. */
  CLICK_BUDGET_MS: z.coerce.number().int().min(1).max(5_000).default(50),
  /** Time for reading the facts that an answer depends on, ms. The recipient waits meanwhile. */
  CLICK_FACTS_BUDGET_MS: z.coerce.number().int().min(1).max(5_000).default(50),
  /** `always`: every click is on disk before it is answered. `fallback`: only clicks that Redis did not take. */
  CLICK_JOURNAL: z.enum(['always', 'fallback']).default('fallback'),
  /** Folder of the journal. Must be on a disk that outlives the process. */
  JOURNAL_DIR: z.string().min(1).default('.linkflow/journal'),
  /** Maximum size of the journal. A click that exceeds it is answered but lost, which is logged and counted. */
  JOURNAL_MAX_MB: z.coerce.number().int().min(1).max(100_000).default(512),
  /** Time zone of the facts about the current time. */
  ORGANISATION_TIME_ZONE: z.string().default('Europe/Oslo'),
});

/** The settings of apps/click, read once from the environment. */
@Injectable()
export class ClickSettings {
  private readonly read = readConfig(ClickConfig);
  readonly port = this.read.CLICK_PORT;
  readonly host = this.read.CLICK_HOST;
  readonly fastPath = this.read.CLICK_FAST_PATH === 'on';
  readonly budgetMs = this.read.CLICK_BUDGET_MS;
  readonly factsBudgetMs = this.read.CLICK_FACTS_BUDGET_MS;
  readonly timeZone = this.read.ORGANISATION_TIME_ZONE;
  readonly journal = {
    always: this.read.CLICK_JOURNAL === 'always',
    folder: this.read.JOURNAL_DIR,
    maxBytes: this.read.JOURNAL_MAX_MB * 1024 * 1024,
  };
}
