import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CLICK_TRIGGER, isHttpUrl, type Language } from '@linkflow/contracts';
import { CrmFactReader } from '@linkflow/crm-port';
import { FactReader, type FactRequest } from '@linkflow/facts';
import { ClickCounter, ClicksRepository, RecipientsRepository, type RecipientDoc } from '@linkflow/links';
import { Batcher, Log, withTimeout, type Stored } from '@linkflow/platform';
import { RETURN_SCRIPT_LIMITS, createSandbox } from '@linkflow/sandbox';
import { walkRespondLane, type Answer, type CompiledNode, type RespondPorts } from '@linkflow/workflow';
import { ClickSettings } from '../click.config';
import { redirectTo, showPage, type ClickReply } from '../http/click-messages';
import { confirmPage, textPage } from '../http/pages';
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

/** The fields of a document in `scripts` that are read here. The collection belongs to libs/crm. */
interface StoredScript extends Stored {
  source: string;
  deletedAt: Date | null;
}

const LINK_HITS = 'link.hits';
const FIRST_HIT = 'click.first';

/** Runs the script of a `return-script` node, which chooses the URL of the redirect. On any failure the link's own URL is used. */
@Injectable()
export class ReturnScript implements OnApplicationShutdown {
  /** Starts its thread with the first script. */
  private readonly sandbox = createSandbox();

  constructor(
    private readonly batcher: Batcher,
    private readonly facts: RespondFacts,
    private readonly log: Log,
  ) {}

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }

  async run(node: CompiledNode, click: ClickContext): Promise<{ returnUrl?: string }> {
    const { scriptId } = node.params;
    try {
      if (typeof scriptId !== 'string') return {};
      const [script, variables] = await Promise.all([
        this.batcher.read<StoredScript>('scripts', scriptId),
        this.variablesOf(click),
      ]);
      if (!script || script.deletedAt) return {};
      const { source } = script;
      const result = await this.sandbox.run({
        source,
        variables,
        limits: RETURN_SCRIPT_LIMITS,
        // Includes the wait for a free thread, because the recipient waits for that too.
        signal: AbortSignal.timeout(RETURN_SCRIPT_LIMITS.timeMs * 2),
      });
      const { returnUrl } = result.variables;
      return returnUrl !== undefined && isHttpUrl(returnUrl) ? { returnUrl } : {};
    } catch (error) {
      this.log.warn({ err: error, linkId: click.link.linkId, nodeId: node.id }, 'return script failed');
      return {};
    }
  }

  /** Variables as in the product that Linkflow replaces; all values are text. */
  private async variablesOf(click: ClickContext): Promise<Record<string, string>> {
    const { link, recipientId } = click;
    const [recipient, facts] = await Promise.all([
      this.facts.recipient(recipientId),
      this.facts.read([LINK_HITS, FIRST_HIT], click),
    ]);
    const { [LINK_HITS]: hits, [FIRST_HIT]: isFirst } = facts;
    return {
      custId: recipient?.contactId ?? '',
      linkId: link.linkId,
      shipmentId: recipient?.mailingId ?? link.mailingId ?? '',
      linkUrl: link.workflow.url,
      linkHits: typeof hits === 'number' ? String(hits) : '',
      firstHit: typeof isFirst === 'boolean' ? String(Number(isFirst)) : '',
    };
  }
}

interface AnswerOptions {
  language: Language;
  byPost: boolean;
  /** Id of the confirm node whose button was pressed; the walk continues after it. */
  confirmed: string | undefined;
}

/** Walks the respond lane for one click. */
@Injectable()
export class Answerer {
  constructor(
    private readonly facts: RespondFacts,
    private readonly script: ReturnScript,
  ) {}

  /**
   * @returns `reply`: null if the link has nothing to show. `run`: whether the click starts a run; false while a confirm page waits for
   * its button
   */
  async answer(
    click: ClickContext,
    options: AnswerOptions,
  ): Promise<{ reply: ClickReply | null; run: boolean }> {
    const ports: RespondPorts = {
      now: click.at,
      seed: click.recipientId,
      facts: (names) => this.facts.read(names, click),
      script: (node) => this.script.run(node, click),
    };
    const answer = await walkRespondLane(click.link.workflow, ports, options.confirmed);
    return { reply: replyOf(answer, click, options), run: answer.kind !== 'confirm' };
  }
}

function replyOf(
  answer: Answer,
  { link }: ClickContext,
  { language, byPost }: AnswerOptions,
): ClickReply | null {
  switch (answer.kind) {
    case 'redirect':
      if (!isHttpUrl(answer.url)) return link.fallback;
      // 303 makes the browser send a GET after its POST.
      return redirectTo(answer.url, byPost ? 303 : 302);
    case 'text':
      return showPage(textPage(language, answer.html), { policy: 'authored' });
    case 'confirm':
      return showPage(confirmPage(language, answer), { policy: 'authored' });
  }
}
