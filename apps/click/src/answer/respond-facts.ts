import { Injectable } from '@nestjs/common';
import { CrmFactReader } from '@linkflow/crm-port';
import { FactReader, type FactRequest } from '@linkflow/facts';
import { ClickCounter, ClicksRepository, RecipientsRepository, type RecipientDoc } from '@linkflow/links';
import { Log, withTimeout } from '@linkflow/platform';
import { ClickSettings } from '../click.config';
import type { CachedLink } from './link-cache';

/** A click while it is being answered. */
export interface ClickContext {
  at: Date;
  link: CachedLink;
  recipientId: string;
}

/** Facts for an answer that a recipient is waiting for. What is not read within `CLICK_FACTS_BUDGET_MS` stays unknown. */
@Injectable()
export class RespondFacts {
  private readonly reader: FactReader;

  constructor(
    crm: CrmFactReader,
    counts: ClickCounter,
    clicks: ClicksRepository,
    private readonly recipients: RecipientsRepository,
    private readonly settings: ClickSettings,
    private readonly log: Log,
  ) {
    this.reader = new FactReader({ crm, counts, clicks, timeZone: settings.timeZone });
  }

  /** @param names the facts that the workflow uses; others are not read */
  read(names: readonly string[], click: ClickContext): Promise<Record<string, unknown>> {
    return this.reader.loadInTime(this.requestFor(click), names, {
      budgetMs: this.settings.factsBudgetMs,
      onMissing: this.logMissing,
    });
  }

  /** Null if there is no such recipient, or if it was not read in time. */
  async recipient(recipientId: string): Promise<RecipientDoc | null> {
    try {
      return await withTimeout(this.settings.factsBudgetMs, () => this.recipients.find(recipientId));
    } catch (error) {
      this.logMissing(error);
      return null;
    }
  }

  /** The recipient is read only if a fact needs the contact or the mailing. */
  private requestFor({ at, link, recipientId }: ClickContext): FactRequest {
    const { recipients } = this;
    let reading: Promise<RecipientDoc | null> | undefined;
    const recipient = (): Promise<RecipientDoc | null> => (reading ??= recipients.find(recipientId));
    return {
      trigger: { type: 'click', id: null, at },
      get subject() {
        return recipient().then((found) => ({ contactId: found?.contactId ?? null }));
      },
      context: {
        linkId: link.linkId,
        recipientId,
        get mailingId() {
          return link.mailingId ?? recipient().then((found) => found?.mailingId);
        },
      },
      now: at,
    };
  }

  private readonly logMissing = (error: unknown): void => {
    this.log.debug({ err: error }, 'fact was not read in time for an answer');
  };
}
