import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import {
  CLICK_TRIGGER,
  MISSED_ANALYTICS,
  languageOfTag,
  withAnalytics,
  type Language,
  type ReturnScriptProblem,
} from '@linkflow/contracts';
import { CrmFactReader } from '@linkflow/crm-port';
import { FactReader, factDescriptors, type FactRequest } from '@linkflow/facts';
import { ClickCounter, ClicksRepository, Recipients, type LinkRecipient } from '@linkflow/links';
import { MailingAnalytics } from '@linkflow/mailings/doors';
import { Log, newId, withTimeout } from '@linkflow/platform';
import { ClickSettings } from '../click.config';
import type { CachedLink } from './link-cache';

/** Maximum time for the reads before the app listens, ms. After that the app starts without them. */
const WARM_MS = 3_000;
/** Number of concurrent reads before the app listens. Each opens its own connection to MongoDB. */
const WARM_READS = 4;
const WARM_FACTS = factDescriptors([]).map(({ name }) => name);

const CONTACT_PREFIX = 'contact.';
const LANGUAGE = 'contact.language';

/** A click while it is being answered. */
export interface ClickContext {
  at: Date;
  link: CachedLink;
  recipientId: string;
  /** The language of the contact, if it was read and is one of the product's. */
  language?: Language | undefined;
  /** Names of the facts, and of the variables of scripts, that could not be read, or not in time. */
  missedFacts: Set<string>;
  /** Problems of return scripts that gave no usable URL, by node id. */
  scriptProblems: Map<string, ReturnScriptProblem>;
}

/**
 * Reads the facts that an answer depends on, while the recipient waits. A fact that is not read within `CLICK_FACTS_BUDGET_MS` is unknown:
 * conditions on it are false.
 */
@Injectable()
export class RespondFacts implements OnApplicationBootstrap {
  private readonly reader: FactReader;

  constructor(
    crm: CrmFactReader,
    counts: ClickCounter,
    clicks: ClicksRepository,
    private readonly recipients: Recipients,
    private readonly analytics: MailingAnalytics,
    private readonly settings: ClickSettings,
    private readonly log: Log,
  ) {
    this.reader = new FactReader({ crm, counts, clicks, timeZone: settings.timeZone });
  }

  /**
   * Reads facts once before the app listens: the first reads of a process open connections and load the definitions of extra fields, which
   * takes longer than the budget of an answer.
   */
  async onApplicationBootstrap(): Promise<void> {
    const read = async (): Promise<void> => {
      await this.recipients.find(newId());
      await this.analytics.of(newId());
      const now = new Date();
      const request: FactRequest = {
        trigger: { type: CLICK_TRIGGER, id: null, at: now },
        subject: { contactId: newId() },
        context: { linkId: newId(), recipientId: newId(), mailingId: newId() },
        now,
      };
      await this.reader.texts(await this.reader.load(request, WARM_FACTS), this.settings.language);
    };
    await withTimeout(WARM_MS, () => Promise.all(Array.from({ length: WARM_READS }, read))).catch(
      (error: unknown) => this.log.warn({ err: error }, 'facts were not read before the first click'),
    );
  }

  /** @param names the facts that the workflow uses; others are not read */
  async read(names: readonly string[], click: ClickContext): Promise<Record<string, unknown>> {
    // Costs no further read: all facts of a contact are read together.
    const readsLanguage = names.some((name) => name.startsWith(CONTACT_PREFIX));
    const { [LANGUAGE]: language, ...facts } = await this.reader.loadInTime(
      this.requestFor(click),
      readsLanguage ? [...names, LANGUAGE] : names,
      {
        budgetMs: this.settings.factsBudgetMs,
        onMissing: (error, name) => {
          if (names.includes(name)) click.missedFacts.add(name);
          this.logMissing(error);
        },
      },
    );
    if (readsLanguage) click.language = languageOfTag(typeof language === 'string' ? language : '');
    return names.includes(LANGUAGE) && language !== undefined ? { ...facts, [LANGUAGE]: language } : facts;
  }

  /**
   * Formats facts as texts in the language of the contact or, if that is not known, of the organisation. All texts are absent if they are
   * not ready within `CLICK_FACTS_BUDGET_MS`.
   */
  async texts(
    values: Readonly<Record<string, unknown>>,
    click: ClickContext,
  ): Promise<Record<string, string>> {
    const { factsBudgetMs, language } = this.settings;
    try {
      return await withTimeout(factsBudgetMs, () => this.reader.texts(values, click.language ?? language));
    } catch (error) {
      for (const name of Object.keys(values)) click.missedFacts.add(name);
      this.logMissing(error);
      return {};
    }
  }

  /**
   * Returns null if the recipient does not exist, or could not be read within `CLICK_FACTS_BUDGET_MS`.
   * @param needed names of what is missing then
   */
  async recipient(click: ClickContext, needed: readonly string[]): Promise<LinkRecipient | null> {
    try {
      return await withTimeout(this.settings.factsBudgetMs, () => this.recipients.find(click.recipientId));
    } catch (error) {
      for (const name of needed) click.missedFacts.add(name);
      this.logMissing(error);
      return null;
    }
  }

  /** The URL with the parameters of the recipient's mailing, or unchanged if they could not be read within `CLICK_FACTS_BUDGET_MS`. */
  async withAnalytics(url: string, click: ClickContext): Promise<string> {
    try {
      return await withTimeout(this.settings.factsBudgetMs, async () => {
        const id = await this.mailingOf(click);
        return id === undefined ? url : withAnalytics(url, await this.analytics.of(id));
      });
    } catch (error) {
      click.missedFacts.add(MISSED_ANALYTICS);
      this.logMissing(error);
      return url;
    }
  }

  /**
   * The mailing in which the recipient got the link; undefined if the recipient does not exist.
   * @throws if MongoDB is unreachable
   */
  async mailingOf({ link, recipientId }: ClickContext): Promise<string | undefined> {
    return link.mailingId ?? (await this.recipients.find(recipientId))?.mailingId;
  }

  /**
   * Describes the click to the fact reader. The getters read the recipient from MongoDB only if a fact needs the contact or the mailing.
   */
  private requestFor({ at, link, recipientId }: ClickContext): FactRequest {
    const { recipients } = this;
    let reading: Promise<LinkRecipient | null> | undefined;
    const recipient = (): Promise<LinkRecipient | null> => (reading ??= recipients.find(recipientId));
    return {
      trigger: { type: CLICK_TRIGGER, id: null, at },
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
